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
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
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
    // Part 3: yours to write. The header says what it must do.
    throw tt::NotImplemented("part 3 is not written yet");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(packed_bytes(x.count(), 2)));
  pack(codes, 2, bytes);
  return {x.shape(), format, std::move(bytes), std::move(scales), {}};
}

BinaryTensor::BinaryTensor(const Tensor& x) : shape_(x.shape()) {
  if (x.rank() != 2) throw shape_error("BinaryTensor", "x is not [rows, width]", x.shape());
  bits_.resize(static_cast<std::size_t>(shape_[0] * row_bytes()));
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

std::int64_t BinaryTensor::nbytes() const {
  return std::ssize(bits_) + std::ssize(scales_) * static_cast<std::int64_t>(sizeof(float));
}

Tensor BinaryTensor::dequantize() const {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

int BinaryTensor::hamming(int row, const BinaryTensor& other, int other_row) const {
  if (other.shape_[1] != shape_[1]) throw shape_error("hamming", "the widths differ", shape_, other.shape_);
  if (row < 0 || row >= shape_[0] || other_row < 0 || other_row >= other.shape_[0])
    throw ValueError("hamming: there is no such row: " + std::to_string(row) + " or " +
                     std::to_string(other_row));
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

float BinaryTensor::similarity(int row, const BinaryTensor& other, int other_row) const {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

}  // namespace tt::quant
