#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt::quant {

// Floats of 16 bits. float16 (IEEE 754 binary16): 5 bits of exponent, 10 of fraction, largest 65504.
// bfloat16: 8 and 7, float's own range. Conversion rounds half to even; what is too large becomes infinite.
enum class HalfType { float16, bfloat16 };

std::uint16_t to_half(float x, HalfType type);
float from_half(std::uint16_t bits, HalfType type);

// A tensor whose values are stored as 16-bit floats.
class HalfTensor {
 public:
  HalfTensor() = default;
  // Throws ValueError naming the place of a value that is NaN, infinite or too large for the type.
  HalfTensor(const Tensor& x, HalfType type);
  // From its parts. Throws ValueError unless stored has one entry per value.
  HalfTensor(const Shape& shape, HalfType type, std::vector<std::uint16_t> stored);

  const Shape& shape() const { return shape_; }
  HalfType type() const { return type_; }
  std::int64_t nbytes() const { return 2 * std::ssize(stored_); }
  std::span<const std::uint16_t> stored() const { return stored_; }

  Tensor dequantize() const;
  void dequantize(std::int64_t first, std::span<float> out) const;  // values first, first + 1, ...

 private:
  Shape shape_;
  HalfType type_ = HalfType::float16;
  std::vector<std::uint16_t> stored_;
};

}  // namespace tt::quant
