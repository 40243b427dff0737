#pragma once
#include <cstdint>
#include <string>

namespace tt::quant {

// How real numbers are stored as integers: real = scale * (stored - zero_point). Real 0 is stored exactly, as
// zero_point, so zero padding and ReLU cost no error.
struct QuantParams {
  float scale = 1;
  std::int32_t zero_point = 0;
  bool operator==(const QuantParams&) const = default;
};

// affine: the codes span [low, high], wherever it lies. symmetric: they span [-m, m], m = max(|low|, |high|),
// with as many codes below the zero point as above it; the lowest code stays unused.
enum class Scheme { affine, symmetric };

// The integers that are stored: two's complement or unsigned, of 1 to 16 bits.
struct QuantType {
  int bits = 8;
  bool is_signed = true;

  constexpr int lowest(Scheme scheme = Scheme::affine) const {
    return (is_signed ? -(1 << (bits - 1)) : 0) + (scheme == Scheme::symmetric ? 1 : 0);
  }
  constexpr int highest() const { return (1 << (is_signed ? bits - 1 : bits)) - 1; }
  std::string str() const;  // "int8", "uint4"
  bool operator==(const QuantType&) const = default;
};

// Throws ValueError, naming op, unless type has 1 to 16 bits, and at least 2 for symmetric.
void check_type(const std::string& op, QuantType type, Scheme scheme);

// The params with which every x in [low, high] comes back within scale / 2. The range is first widened to
// contain 0.
//   affine:     scale = (high - low) / (2^bits - 1),  zero_point = lowest + round(-low / scale)
//   symmetric:  scale = max(|low|, |high|) / (2^(bits-1) - 1),  zero_point = 0, or 2^(bits-1) when unsigned
// [0, 0] has scale 1. Scales are at least 2^-125: smaller ones could be flushed to 0 as denormals.
// Throws ValueError when low or high is NaN or infinite, low > high, or a step would pass the largest float.
QuantParams choose_params(float low, float high, QuantType type, Scheme scheme);

// x / scale, rounded half to even, plus zero_point, clamped to the type's codes. x: not NaN.
std::int32_t quantize(float x, QuantParams params, QuantType type, Scheme scheme);
// scale * (stored - zero_point), at most the largest float in magnitude.
float dequantize(std::int32_t stored, QuantParams params);

}  // namespace tt::quant
