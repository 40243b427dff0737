#include "modules/quantization/fake_quant_run.h"

#include <algorithm>
#include <cmath>

namespace tt::quant {

void quantize_run(const float* __restrict x, float* __restrict y, std::int64_t count, Steps s) {
  // exercise: begin 1
  for (std::int64_t i = 0; i < count; ++i)
    y[i] = s.scale * std::min(std::max(std::nearbyint(x[i] / s.scale), s.low), s.high);
  // exercise: end
}

void gradient_run(const float* __restrict x, const float* __restrict dy, float* __restrict dx,
                  std::int64_t count, Steps s) {
  // exercise: begin 2
  for (std::int64_t i = 0; i < count; ++i) {
    const float q = std::nearbyint(x[i] / s.scale);
    dx[i] = q >= s.low && q <= s.high ? dy[i] : 0;
  }
  // exercise: end
}

double scale_sum(const float* x, const float* dy, std::int64_t count, Steps s) {
  // exercise: begin 3
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const float t = x[i] / s.scale, q = std::nearbyint(t);
    sum += dy[i] * (q < s.low ? s.low : q > s.high ? s.high : q - t);
  }
  return sum;
  // exercise: end
}

double scale_divisor(std::int64_t values, Steps s) {
  // exercise: begin 3
  return std::sqrt(static_cast<double>(std::max<std::int64_t>(values, 1)) * std::max(s.high, 1.0f));
  // exercise: end
}

}  // namespace tt::quant
