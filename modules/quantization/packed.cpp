#include "modules/quantization/packed.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "modules/quantization/packing.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

QuantizedTensor quantize_with_feedback(const Tensor& x, const QuantFormat& format) {
  const QuantizedTensor plain = quantize(x, format);  // checks x, and chooses the params
  const ParamLayout layout(x.shape(), format.granularity);
  const std::int64_t row = x.rank() > 0 ? std::max(x.dim(-1), 1) : 1;
  std::vector<std::int32_t> codes(static_cast<std::size_t>(x.count())), zero_points;
  // exercise: begin 2
  float carry = 0;
  for (std::int64_t i = 0; i < x.count(); ++i) {
    if (i % row == 0) carry = 0;
    const QuantParams p = plain.params(layout.run_at(i).param);
    const std::int32_t code = quantize(x.data()[i] + carry, p, format.type, format.scheme);
    codes[static_cast<std::size_t>(i)] = code;
    carry = std::clamp(x.data()[i] + carry - dequantize(code, p), -p.scale, p.scale);
  }
  // exercise: end
  std::vector<std::uint8_t> bytes(plain.bytes().size());
  pack(codes, format.type.bits, bytes);
  for (std::int64_t s = 0; format.scheme == Scheme::affine && s < layout.count(); ++s)
    zero_points.push_back(plain.params(s).zero_point);
  return {x.shape(),
          format,
          std::move(bytes),
          {plain.scales().begin(), plain.scales().end()},
          std::move(zero_points)};
}

QuantizedTensor quantize_ternary(const Tensor& x) {
  if (x.rank() != 2) throw shape_error("quantize_ternary", "x is not [rows, width]", x.shape());
  const QuantFormat format{{2, true}, Scheme::symmetric, Granularity::per_channel(0)};
  const std::int64_t width = x.dim(1);
  std::vector<std::int32_t> codes;
  std::vector<float> scales;
  for (int r = 0; r < x.dim(0); ++r) {
    const auto row = x.values().subspan(static_cast<std::size_t>(r * width), static_cast<std::size_t>(width));
    // exercise: begin 3
    double all = 0, kept = 0;
    for (float v : row) all += std::fabs(v);
    const double threshold = 0.7 * all / static_cast<double>(width);
    std::int64_t count = 0;
    for (float v : row) {
      const bool large = std::fabs(v) > threshold;
      codes.push_back(!large ? 0 : v > 0 ? 1 : -1);
      if (large) kept += std::fabs(v), ++count;
    }
    scales.push_back(count > 0 ? static_cast<float>(kept / static_cast<double>(count)) : 1);
    // exercise: end
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(packed_bytes(x.count(), 2)));
  pack(codes, 2, bytes);
  return {x.shape(), format, std::move(bytes), std::move(scales), {}};
}

BinaryTensor::BinaryTensor(const Tensor& x) : shape_(x.shape()) {
  if (x.rank() != 2) throw shape_error("BinaryTensor", "x is not [rows, width]", x.shape());
  bits_.resize(static_cast<std::size_t>(shape_[0] * row_bytes()));
  // exercise: begin 4
  for (std::int64_t r = 0; r < shape_[0]; ++r) {
    double sum = 0;
    for (std::int64_t i = 0; i < shape_[1]; ++i) {
      const float v = x.data()[r * shape_[1] + i];
      sum += std::fabs(v);
      if (v >= 0)
        bits_[static_cast<std::size_t>(r * row_bytes() + i / 8)] |= static_cast<std::uint8_t>(1 << (i % 8));
    }
    scales_.push_back(static_cast<float>(sum / std::max(shape_[1], 1)));
  }
  // exercise: end
}

std::int64_t BinaryTensor::nbytes() const {
  return std::ssize(bits_) + std::ssize(scales_) * static_cast<std::int64_t>(sizeof(float));
}

Tensor BinaryTensor::dequantize() const {
  // exercise: begin 4
  Tensor y = Tensor::uninitialized(shape_);
  for (std::int64_t r = 0; r < shape_[0]; ++r)
    for (std::int64_t i = 0; i < shape_[1]; ++i) {
      const bool one = bits_[static_cast<std::size_t>(r * row_bytes() + i / 8)] >> (i % 8) & 1;
      y.data()[r * shape_[1] + i] =
          one ? scales_[static_cast<std::size_t>(r)] : -scales_[static_cast<std::size_t>(r)];
    }
  return y;
  // exercise: end
}

int BinaryTensor::hamming(int row, const BinaryTensor& other, int other_row) const {
  if (other.shape_[1] != shape_[1]) throw shape_error("hamming", "the widths differ", shape_, other.shape_);
  if (row < 0 || row >= shape_[0] || other_row < 0 || other_row >= other.shape_[0])
    throw ValueError("hamming: there is no such row: " + std::to_string(row) + " or " +
                     std::to_string(other_row));
  // exercise: begin 4
  const std::uint8_t *a = bits_.data() + row * row_bytes(), *b = other.bits_.data() + other_row * row_bytes();
  int different = 0;
  for (std::int64_t i = 0; i < row_bytes(); ++i)
    different += std::popcount(static_cast<unsigned>(a[i] ^ b[i]));
  return different;
  // exercise: end
}

float BinaryTensor::similarity(int row, const BinaryTensor& other, int other_row) const {
  // exercise: begin 4
  const double share = static_cast<double>(hamming(row, other, other_row)) / std::max(shape_[1], 1);
  return static_cast<float>(std::cos(std::numbers::pi * share));
  // exercise: end
}

}  // namespace tt::quant
