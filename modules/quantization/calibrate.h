#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/copy.h"
#include "modules/quantization/integer_layer.h"

namespace tt::quant {

// Runs samples [N, ...] through the layers and watches the values between them. Result: how to store what
// enters each layer, and, last, what leaves the model. Throws ValueError when there are no samples, or naming
// the layer that they do not fit or that makes a value that is not finite.
std::vector<ActivationFormat> calibrate(std::vector<NamedLayer>& layers, const Tensor& samples,
                                        const ActivationConfig& config);

}  // namespace tt::quant
