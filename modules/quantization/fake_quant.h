#pragma once
#include <vector>

#include "modules/quantization/quantized_tensor.h"
#include "tinytensor/autograd/ops.h"

namespace tt::quant {

// For training: what x would be after being stored, y = dequantize(quantize(x)), value by value. Rounding has
// gradient 0 almost everywhere, so backward passes straight through it (Bengio et al. 2013):
//   dx = dy where round(x / scale) + zero_point is one of the codes, 0 where x was clamped
// params: one for each tensor, channel or group, as format says; throws ValueError otherwise.
Tensor fake_quantize(const Tensor& x, const QuantFormat& format, const std::vector<QuantParams>& params);

// The same with learned step sizes (Esser et al. 2020). scale: [1] by tensor, [sets] otherwise. With
// q = clamp(round(x / scale)), in steps from the zero point,
//   dx     = dy where q was not clamped, else 0
//   dscale = g * sum of dy (q - x / scale where q was not clamped, else q),
//   g = 1 / sqrt(values of a set * largest q)
// zero_points: one code for each set. A scale that training takes below 2^-125 counts as 2^-125.
Tensor fake_quantize(const Tensor& x, const QuantFormat& format, const Tensor& scale,
                     const std::vector<std::int32_t>& zero_points);

}  // namespace tt::quant
