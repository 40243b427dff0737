#include "modules/quantization/requantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr std::int64_t int32_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t int32_min = std::numeric_limits<std::int32_t>::min();

Multiplier make_multiplier(double real) {
  // exercise: begin 3
  if (!(real > 0 && real < 0x1p31))
    throw ValueError("make_multiplier: outside 0 to 2^31: " + std::to_string(real));
  int shift = 0;
  const double fraction = std::frexp(real, &shift);  // real = fraction * 2^shift, 0.5 <= fraction < 1
  auto mantissa = static_cast<std::int64_t>(std::round(fraction * 0x1p31));
  if (mantissa > int32_max) mantissa /= 2, ++shift;
  if (shift < -31) return {0, 0};  // any int32 times this is nearer to 0 than to 1
  return {static_cast<std::int32_t>(mantissa), shift};
  // exercise: end
}

std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b) {
  // exercise: begin 4
  if (a == int32_min && b == int32_min) return static_cast<std::int32_t>(int32_max);
  const std::int64_t product = std::int64_t{a} * b;
  const std::int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
  return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
  // exercise: end
}

std::int32_t rounding_divide_by_power_of_two(std::int32_t x, int exponent) {
  // exercise: begin 4
  const std::int64_t mask = (std::int64_t{1} << exponent) - 1, remainder = x & mask;
  const std::int64_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return static_cast<std::int32_t>((std::int64_t{x} >> exponent) + (remainder > threshold ? 1 : 0));
  // exercise: end
}

std::int32_t multiply(std::int32_t x, Multiplier multiplier) {
  // exercise: begin 5
  const int left = std::max(multiplier.shift, 0), right = std::max(-multiplier.shift, 0);
  const std::int64_t shifted = std::clamp(std::int64_t{x} * (std::int64_t{1} << left), int32_min, int32_max);
  return rounding_divide_by_power_of_two(
      saturating_rounding_doubling_high_mul(static_cast<std::int32_t>(shifted), multiplier.mantissa), right);
  // exercise: end
}

std::uint8_t requantize(std::int32_t sum, Multiplier multiplier, std::int32_t zero_point, std::int32_t lowest,
                        std::int32_t highest) {
  // exercise: begin 5
  const std::int64_t code = std::int64_t{multiply(sum, multiplier)} + zero_point;
  return static_cast<std::uint8_t>(std::clamp<std::int64_t>(code, lowest, highest));
  // exercise: end
}

}  // namespace tt::quant
