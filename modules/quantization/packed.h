#pragma once
#include "modules/quantization/quantized_tensor.h"

namespace tt::quant {

// Below 8 bits. QuantizedTensor holds codes of 4, 2 or any number of bits; here is what else few bits need.

// quantize(), with each rounding error carried to the next value of the row (the last axis), so that sums
// over a row stay right though single values do not: code of x + carry, new carry = x + carry - dequantized,
// clamped to one step. Groups and channels have params as quantize() chooses them.
QuantizedTensor quantize_with_feedback(const Tensor& x, const QuantFormat& format);

// Rows [rows, width] as -1, 0 and 1 times a scale for each row, 2 bits a value (Li et al. 2016): a value is 0
// where |x| <= 0.7 mean |x|, in double; scale = mean of |x| over the others.
QuantizedTensor quantize_ternary(const Tensor& x);

// Rows [rows, width] of one bit per value, its sign, and a scale per row, mean |x| (Rastegari et al. 2016).
class BinaryTensor {
 public:
  explicit BinaryTensor(const Tensor& x);  // bit 1: x >= 0. Throws ShapeError unless x is [rows, width]
  const Shape& shape() const { return shape_; }
  std::int64_t nbytes() const;
  Tensor dequantize() const;  // scale where the bit is 1, -scale where it is 0
  // In how many places two rows' signs differ: the ones of their xor. Throws ValueError for no such row.
  int hamming(int row, const BinaryTensor& other, int other_row) const;
  // The cosine that the signs suggest: cos(pi * hamming / width). For random directions the angle is right on
  // average.
  float similarity(int row, const BinaryTensor& other, int other_row) const;

 private:
  std::int64_t row_bytes() const { return (shape_[1] + 7) / 8; }

  Shape shape_;
  std::vector<std::uint8_t> bits_;  // each row starts a new byte; unused bits after it are 0
  std::vector<float> scales_;
};

}  // namespace tt::quant
