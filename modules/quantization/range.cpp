#include "modules/quantization/range.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

// Maps a float's bits to an integer that orders like the float; its own inverse. Compilers may vectorize the
// minimum and maximum of integers, but not of floats.
static std::int32_t order(std::int32_t bits) { return bits ^ ((bits >> 31) & 0x7fffffff); }

Range range_of(std::span<const float> values, const std::string& op) {
  if (values.empty()) return {};
  std::int32_t low = std::numeric_limits<std::int32_t>::max(),
               high = std::numeric_limits<std::int32_t>::min();
  for (float v : values) {
    const std::int32_t key = order(std::bit_cast<std::int32_t>(v));
    low = std::min(low, key);
    high = std::max(high, key);
  }
  const Range range{std::bit_cast<float>(order(low)), std::bit_cast<float>(order(high))};
  if (std::isfinite(range.low) && std::isfinite(range.high)) return range;
  for (std::size_t i = 0;; ++i)
    if (!std::isfinite(values[i]))
      throw ValueError(op + ": value " + std::to_string(i) + " is " + std::to_string(values[i]));
}

}  // namespace tt::quant
