#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "modules/quantization/granularity.h"
#include "modules/quantization/params.h"
#include "modules/quantization/range.h"
#include "tinytensor/tensor/tensor.h"

namespace tt::quant {

// How a tensor is stored.
struct QuantFormat {
  QuantType type = {};
  Scheme scheme = Scheme::affine;
  Granularity granularity = {};
  bool operator==(const QuantFormat&) const = default;
};

// A tensor whose values are stored as integers of 1 to 16 bits, packed without gaps, with a scale and a zero
// point for each tensor, channel or group. Holds no floats but the scales.
class QuantizedTensor {
 public:
  QuantizedTensor() = default;
  // From its parts, as a file has them. zero_points: one code for each scale; empty for symmetric, which
  // needs none. Throws ValueError when the counts disagree, a scale is not a positive number, or a zero point
  // is outside the type.
  QuantizedTensor(const Shape& shape, const QuantFormat& format, std::vector<std::uint8_t> bytes,
                  std::vector<float> scales, std::vector<std::int32_t> zero_points);

  const Shape& shape() const { return shape_; }
  const QuantFormat& format() const { return format_; }
  std::int64_t count() const { return shape_.count(); }
  // What is held: codes, scales, zero points.
  std::int64_t nbytes() const;

  std::span<const std::uint8_t> bytes() const { return bytes_; }  // packed as packing.h says
  std::int32_t stored(std::int64_t i) const;                      // the code of value i, row-major
  std::vector<std::int32_t> stored() const;                       // all of them
  std::span<const float> scales() const { return scales_; }
  std::span<const std::uint8_t> zero_points() const { return zero_points_; }  // packed as the codes are
  QuantParams params(std::int64_t i = 0) const;  // of tensor, channel or group number i

  Tensor dequantize() const;
  // The values first, first + 1, ... into out, without unpacking the rest.
  void dequantize(std::int64_t first, std::span<float> out) const;

 private:
  void dequantize_packed(std::int64_t first, std::span<float> out, QuantParams params) const;  // of one run

  Shape shape_;
  QuantFormat format_;
  std::vector<std::uint8_t> bytes_;
  std::vector<float> scales_;
  std::vector<std::uint8_t> zero_points_;  // codes themselves, so packed like them; empty when symmetric
};

// From the smallest to the largest value of each tensor, channel or group, as min-max params need.
// Throws ValueError for a NaN or an infinity.
std::vector<Range> find_ranges(const Tensor& x, Granularity granularity);

// x with params that span its smallest to its largest value, by tensor, channel or group. Every value comes
// back within scale / 2. Throws ValueError naming the place of a value that is NaN or infinite.
QuantizedTensor quantize(const Tensor& x, const QuantFormat& format = {});
// x with params chosen elsewhere (an observer, a search): one for each tensor, channel or group; values
// outside are clamped. Also throws ValueError when there are too few or too many params.
QuantizedTensor quantize(const Tensor& x, const QuantFormat& format, std::span<const QuantParams> params);

}  // namespace tt::quant
