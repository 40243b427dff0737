#pragma once
#include <cstdint>

namespace tt::quant {

// A positive real number as an integer times a power of two: mantissa * 2^(shift - 31), with mantissa from
// 2^30 to 2^31 - 1 (or 0 for numbers below 2^-32).
struct Multiplier {
  std::int32_t mantissa = 0;
  int shift = 0;
};
// The one nearest to real. Throws ValueError unless 0 < real < 2^31.
Multiplier make_multiplier(double real);

// The high half of 2 a b, rounded to nearest, halves towards positive infinity: (a b + 2^30) / 2^31 truncated
// towards 0, with 1 - 2^30 in place of 2^30 when a b < 0. Only a = b = -2^31 saturates, to 2^31 - 1.
std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b);
// x / 2^exponent, rounded to nearest, halves away from zero. exponent: 0 to 31.
std::int32_t rounding_divide_by_power_of_two(std::int32_t x, int exponent);

// x times the multiplier, as TensorFlow Lite's reference kernels do it: x * 2^max(shift, 0) (saturating
// here), then saturating_rounding_doubling_high_mul by the mantissa, then rounding_divide_by_power_of_two by
// max(-shift, 0). So it rounds twice; the result is within 1 of the product.
std::int32_t multiply(std::int32_t x, Multiplier multiplier);

// An int32 sum as a code: clamp(multiply(sum, multiplier) + zero_point, lowest, highest).
std::uint8_t requantize(std::int32_t sum, Multiplier multiplier, std::int32_t zero_point, std::int32_t lowest,
                        std::int32_t highest);

}  // namespace tt::quant
