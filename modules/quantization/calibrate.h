#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/copy.h"
#include "modules/quantization/integer_layer.h"

namespace tt::quant {

// Runs samples [N, ...] through the layers and observes the values between them. Result: how to store the
// input of each layer and, last, the output of the model. Throws ValueError when there are no samples, or
// naming the layer that they do not fit or that outputs a value that is not finite.
std::vector<ActivationFormat> calibrate(std::vector<NamedLayer>& layers, const Tensor& samples,
                                        const ActivationConfig& config);

}  // namespace tt::quant
