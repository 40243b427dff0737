#pragma once
#include <cstdint>

#include "modules/quantization/params.h"

namespace tt::quant::kernels {

// codes[i] = clamp(round(x[i] / scale) + zero_point, lowest, highest) as a byte, two's complement below 0;
// halves to even. x: no NaN. lowest and highest lie in -128 to 127 or in 0 to 255.
void quantize(const float* x, std::uint8_t* codes, std::int64_t count, QuantParams params, int lowest,
              int highest);

// y[i] = scale * (code - zero_point), at most the largest float in magnitude.
void dequantize(const std::uint8_t* codes, float* y, std::int64_t count, QuantParams params, bool is_signed);

}  // namespace tt::quant::kernels
