#pragma once
#include "modules/quantization/calibrate.h"

namespace tt::quant {

// Replaces convolutions, linear layers, pooling, flatten and element-by-element layers by integer ones; an
// activation behind a layer with weights goes into it. What has no integer form (softmax, an embedding, a
// lone batch normalization) or is kept float stays a boundary that floats cross. formats: as calibrate()
// gives them for these layers.
std::vector<NamedLayer> to_integers(std::vector<NamedLayer> layers, const Config& config,
                                    const std::vector<ActivationFormat>& formats);

}  // namespace tt::quant
