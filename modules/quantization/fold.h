#pragma once
#include "modules/quantization/copy.h"

namespace tt::quant {

// Removes layers that a trained model does not need: batch normalization after a convolution or a linear
// layer is folded into its weights and bias, since with fixed statistics both are linear:
//   g = gamma / sqrt(variance + eps),  weight of output o times g[o],  bias = (bias - mean) g + beta
// and dropout, which acts only in training, is dropped. The others keep their names. What the layers compute
// stays the same up to rounding.
void fold(std::vector<NamedLayer>& layers);

}  // namespace tt::quant
