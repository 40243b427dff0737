#pragma once
#include <cstdint>

#include "modules/quantization/quantized_tensor.h"

namespace tt::quant {

// The codes of one set of params, counted in steps from its zero point: low to high.
struct Steps {
  float scale, low, high;
  Steps(QuantParams p, const QuantFormat& f)
      : scale(p.scale),
        low(static_cast<float>(f.type.lowest(f.scheme) - p.zero_point)),
        high(static_cast<float>(f.type.highest() - p.zero_point)) {}
};

// The arithmetic of fake_quantize (fake_quant.h), for a run of values that share their params. Below,
// q = round(x / scale), halves to even.

// y = scale * clamp(q, low, high)
void quantize_run(const float* x, float* y, std::int64_t count, Steps s);
// dx = dy where q is one of the codes, low to high, else 0.
void gradient_run(const float* x, const float* dy, float* dx, std::int64_t count, Steps s);
// The run's part of dscale, without g: the sum of dy times q - x / scale, or times low where q is below it, or
// times high where q is above it.
double scale_sum(const float* x, const float* dy, std::int64_t count, Steps s);
// 1 / g = sqrt(values * high): a scale serves so many values that its gradient would dwarf theirs. values: at
// least 1; high: at least 1.
double scale_divisor(std::int64_t values, Steps s);

}  // namespace tt::quant
