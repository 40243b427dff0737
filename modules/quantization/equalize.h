#pragma once
#include "modules/quantization/copy.h"

namespace tt::quant {

// Cross-layer equalization, Nagel et al. 2019 (arXiv 1906.04721), section 4.1. Between two layers with
// weights that only ReLU, pooling and flatten part, channel c may be divided by any s > 0 where it leaves the
// first and multiplied by it where it enters the second; what the model computes stays the same up to
// rounding, for relu(x / s) = relu(x) / s. With r1 and r2 the largest |weight| of the channel in the first
// and in the second,
//   s = sqrt(r1 / r2)
// makes both alike, sqrt(r1 r2), so that no channel is left with a few codes of a scale that another one
// needs. Chains of layers are gone through until nothing moves any more. Helps where one scale is shared by a
// whole tensor; with a scale for each channel there is little left to gain.
void equalize(std::vector<NamedLayer>& layers);

}  // namespace tt::quant
