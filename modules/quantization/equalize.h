#pragma once
#include "modules/quantization/copy.h"

namespace tt::quant {

// Cross-layer equalization, Nagel et al. 2019 (arXiv 1906.04721), section 4.1. Between two layers with
// weights, separated only by ReLU, pooling and flatten, channel c may be divided by any s > 0 where it leaves
// the first and multiplied by s where it enters the second: the model computes the same up to rounding, since
// relu(x / s) = relu(x) / s. With r1 and r2 the largest |weight| of the channel in the first and in the
// second layer,
//   s = sqrt(r1 / r2)
// makes both equal to sqrt(r1 r2), so that no channel gets only a few codes because another one sets the
// scale. Chains of layers are swept until nothing changes any more. Helps where a whole tensor shares one
// scale; with a scale for each channel there is little left to gain.
void equalize(std::vector<NamedLayer>& layers);

}  // namespace tt::quant
