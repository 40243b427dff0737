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
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

std::int32_t quantize(float x, QuantParams params, QuantType type, Scheme scheme) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

float dequantize(std::int32_t stored, QuantParams params) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

}  // namespace tt::quant
