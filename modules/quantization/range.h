#pragma once
#include <span>
#include <string>

namespace tt::quant {

struct Range {
  float low = 0, high = 0;
};
// From the smallest to the largest value; [0, 0] if there are none. Throws ValueError, naming op and the
// place, when a value is NaN or infinite.
Range range_of(std::span<const float> values, const std::string& op);

}  // namespace tt::quant
