#pragma once
#include "modules/quantization/quantized_tensor.h"

namespace tt::quant {

// For each tensor, channel or group of x, the params with the smallest sum of (x - dequantized)^2 that a
// search finds: it starts from ranges clipped in steps, and from each alternates between the best codes for
// the scale and the best scale for the codes, scale = sum of x (q - zero_point) / sum of (q - zero_point)^2.
// Below 5 bits much better than reaching to the largest value. x: finite. Throws ValueError as check_type().
std::vector<QuantParams> least_squares_params(const Tensor& x, const QuantFormat& format);

}  // namespace tt::quant
