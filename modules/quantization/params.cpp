#include "modules/quantization/params.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr float largest = std::numeric_limits<float>::max();
constexpr float smallest_scale = 0x1p-125f;

std::string QuantType::str() const { return (is_signed ? "int" : "uint") + std::to_string(bits); }

void check_type(const std::string& op, QuantType type, Scheme scheme) {
  if (type.bits < 1 || type.bits > 16)
    throw ValueError(op + ": bits are outside 1 to 16: " + std::to_string(type.bits));
  if (scheme == Scheme::symmetric && type.bits == 1)
    throw ValueError(op + ": 1 bit has no code on both sides of zero. Use affine, or 2 bits");
}

// The scale at which that many steps cover the width; peak: the largest |value| inside.
static float choose_scale(double width, int steps, float peak) {
  if (width == 0) return 1;
  const double step = width / steps;
  if (step > largest)
    throw ValueError("choose_params: the range is too wide for 1 bit: " + std::to_string(width));
  // Where the step would be too small, one step reaches from 0 to the peak: still within scale / 2, and a
  // constant is still exact.
  return step < smallest_scale ? std::max(smallest_scale, peak) : static_cast<float>(step);
}

QuantParams choose_params(float low, float high, QuantType type, Scheme scheme) {
  // exercise: begin 1
  check_type("choose_params", type, scheme);
  if (!std::isfinite(low) || !std::isfinite(high) || low > high)
    throw ValueError("choose_params: not a range: " + std::to_string(low) + " to " + std::to_string(high));
  low = std::min(low, 0.0f);
  high = std::max(high, 0.0f);
  const float peak = std::max(-low, high);
  if (scheme == Scheme::symmetric) {
    const int steps = (1 << (type.bits - 1)) - 1;  // from the zero point to either end
    return {choose_scale(peak, steps, peak), type.highest() - steps};
  }
  const int steps = (1 << type.bits) - 1;
  const float scale = choose_scale(double{high} - double{low}, steps, peak);
  return {scale, type.lowest() + static_cast<std::int32_t>(std::nearbyint(-low / scale))};
  // exercise: end
}

std::int32_t quantize(float x, QuantParams params, QuantType type, Scheme scheme) {
  // exercise: begin 2
  const float low = static_cast<float>(type.lowest(scheme) - params.zero_point);
  const float high = static_cast<float>(type.highest() - params.zero_point);
  const float steps = std::nearbyint(x / params.scale);  // round half to even, C++'s default
  return static_cast<std::int32_t>(std::clamp(steps, low, high)) + params.zero_point;
  // exercise: end
}

float dequantize(std::int32_t stored, QuantParams params) {
  // exercise: begin 3
  const float real = params.scale * static_cast<float>(stored - params.zero_point);
  return std::clamp(real, -largest, largest);
  // exercise: end
}

}  // namespace tt::quant
