#include "modules/quantization/requantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr std::int64_t int32_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t int32_min = std::numeric_limits<std::int32_t>::min();

Multiplier make_multiplier(double real) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b) {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

std::int32_t rounding_divide_by_power_of_two(std::int32_t x, int exponent) {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

std::int32_t multiply(std::int32_t x, Multiplier multiplier) {
  // Part 5: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 5 is not written yet");
}

std::uint8_t requantize(std::int32_t sum, Multiplier multiplier, std::int32_t zero_point, std::int32_t lowest,
                        std::int32_t highest) {
  // Part 5: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 5 is not written yet");
}

}  // namespace tt::quant
