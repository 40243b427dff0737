#include "modules/quantization/float16.h"

#include <bit>
#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

// word >> shift, rounded half to even. shift: 1 to 31.
static std::uint32_t shift_right_rounded(std::uint32_t word, int shift) {
  const std::uint32_t kept = word >> shift, dropped = word & ((1u << shift) - 1), half = 1u << (shift - 1);
  return kept + (dropped > half || (dropped == half && (kept & 1)) ? 1 : 0);
}

// A float is sign, 8 bits of exponent (bias 127), 23 of fraction; a float16 sign, 5 (bias 15), 10. A carry
// out of the fraction goes into the exponent, which is just what rounding up to the next power of two means.
static std::uint16_t to_float16(float x) {
  const auto word = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = word >> 16 & 0x8000, size = word & 0x7fffffff;
  std::uint32_t half;
  if (size > 0x7f800000) {
    half = 0x7e00;  // NaN
  } else if (size >= 0x47800000) {
    half = 0x7c00;  // 2^16 and above: infinity
  } else if (size >= 0x38800000) {
    half = shift_right_rounded(size - (112u << 23), 13);  // 2^-14 and above: the bias changes by 127 - 15
  } else if (size >= 0x33000000) {
    // Below 2^-14 a float16 is a multiple of 2^-24: the fraction, with its hidden 1, shifted to that unit.
    const auto exponent = static_cast<int>(size >> 23);
    half = shift_right_rounded((size & 0x7fffff) | 0x800000, 126 - exponent);
  } else {
    half = 0;  // below 2^-25
  }
  return static_cast<std::uint16_t>(sign | half);
}

static float from_float16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16, size = bits & 0x7fff;
  std::uint32_t word;
  if (size >= 0x7c00) {
    word = 0x7f800000 | (size & 0x3ff) << 13;
  } else if (size >= 0x400) {
    word = (size << 13) + (112u << 23);
  } else {
    word = std::bit_cast<std::uint32_t>(static_cast<float>(size) * 0x1p-24f);
  }
  return std::bit_cast<float>(sign | word);
}

std::uint16_t to_half(float x, HalfType type) {
  if (type == HalfType::float16) return to_float16(x);
  const auto word = std::bit_cast<std::uint32_t>(x);
  if (std::isnan(x)) return static_cast<std::uint16_t>(word >> 16 | 0x40);  // keeps the fraction nonzero
  return static_cast<std::uint16_t>(shift_right_rounded(word, 16));
}

float from_half(std::uint16_t bits, HalfType type) {
  return type == HalfType::float16 ? from_float16(bits) : std::bit_cast<float>(std::uint32_t{bits} << 16);
}

HalfTensor::HalfTensor(const Tensor& x, HalfType type) : shape_(x.shape()), type_(type) {
  for (std::int64_t i = 0; i < x.count(); ++i) {
    stored_.push_back(to_half(x.data()[i], type));
    if (!std::isfinite(from_half(stored_.back(), type)))
      throw ValueError("HalfTensor: value " + std::to_string(i) + " of " + shape_.str() + " is " +
                       std::to_string(x.data()[i]) + ", not a finite 16-bit float");
  }
}

HalfTensor::HalfTensor(const Shape& shape, HalfType type, std::vector<std::uint16_t> stored)
    : shape_(shape), type_(type), stored_(std::move(stored)) {
  if (std::ssize(stored_) != shape.count())
    throw ValueError("HalfTensor: " + std::to_string(stored_.size()) + " values for " + shape.str());
}

Tensor HalfTensor::dequantize() const {
  Tensor y = Tensor::uninitialized(shape_);
  dequantize(0, y.values());
  return y;
}

void HalfTensor::dequantize(std::int64_t first, std::span<float> out) const {
  if (first < 0 || first + std::ssize(out) > shape_.count())
    throw ValueError("dequantize: values outside " + shape_.str());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = from_half(stored_[static_cast<std::size_t>(first) + i], type_);
}

}  // namespace tt::quant
