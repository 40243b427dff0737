#pragma once
#include "modules/quantization/quantized_tensor.h"

namespace tt::quant {

// For each tensor, channel or group of x the params with the smallest sum of (x - dequantized)^2 that a
// search finds: it clips ranges in steps, and from each start alternates the codes that fit the scale best
// with the scale that fits the codes best, scale = sum of x (q - zero_point) / sum of (q - zero_point)^2.
// Below 5 bits this gains much over reaching to the largest value. x: finite. Throws ValueError as check_type does.
std::vector<QuantParams> least_squares_params(const Tensor& x, const QuantFormat& format);

}  // namespace tt::quant
