#include "modules/quantization/quantized_tensor.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "modules/quantization/kernels/quantize.h"
#include "modules/quantization/packing.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

// Values are processed in chunks, a multiple of 8 codes, so that every chunk starts a new byte.
constexpr std::int64_t chunk = 4096;

template <class Body>
static void for_chunks(std::int64_t count, const Body& body) {
  const auto chunks = static_cast<int>((count + chunk - 1) / chunk);
  parallel_for(chunks, [&](int c) { body(c * chunk, std::min(count, (c + 1) * chunk)); });
}

std::vector<Range> find_ranges(const Tensor& x, Granularity granularity) {
  const ParamLayout layout(x.shape(), granularity);
  range_of(x.values(), "quantize");  // names the place of a value that is not finite
  std::vector<Range> ranges(static_cast<std::size_t>(layout.count()), {INFINITY, -INFINITY});
  for (std::int64_t i = 0; i < x.count();) {
    const auto [end, param] = layout.run_at(i);
    const auto run = x.values().subspan(static_cast<std::size_t>(i), static_cast<std::size_t>(end - i));
    auto& [low, high] = ranges[static_cast<std::size_t>(param)];
    const Range r = range_of(run, "quantize");
    low = std::min(low, r.low);
    high = std::max(high, r.high);
    i = end;
  }
  if (x.count() == 0) std::ranges::fill(ranges, Range{});
  return ranges;
}

QuantizedTensor quantize(const Tensor& x, const QuantFormat& format) {
  check_type("quantize", format.type, format.scheme);
  if (x.empty()) throw ValueError("quantize: the tensor is empty");
  std::vector<QuantParams> params;
  for (const auto& [low, high] : find_ranges(x, format.granularity))
    params.push_back(choose_params(low, high, format.type, format.scheme));
  return quantize(x, format, params);
}

QuantizedTensor quantize(const Tensor& x, const QuantFormat& format, std::span<const QuantParams> params) {
  const QuantType type = format.type;
  const Scheme scheme = format.scheme;
  const Granularity granularity = format.granularity;
  check_type("quantize", type, scheme);
  if (x.empty()) throw ValueError("quantize: the tensor is empty");
  range_of(x.values(), "quantize");
  const ParamLayout layout(x.shape(), granularity);
  if (layout.count() != static_cast<std::int64_t>(params.size()))
    throw ValueError("quantize: " + std::to_string(params.size()) + " params for " + x.shape().str() +
                     " by " + granularity.str() + ", which has " + std::to_string(layout.count()));
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(packed_bytes(x.count(), type.bits)));
  for_chunks(x.count(), [&](std::int64_t begin, std::int64_t end) {
    std::array<std::int32_t, chunk> codes;
    for (std::int64_t i = begin; i < end;) {
      const auto [run_end, param] = layout.run_at(i);
      const std::int64_t stop = std::min(run_end, end);
      const QuantParams p = params[static_cast<std::size_t>(param)];
      if (type.bits == 8)  // a byte each: no packing
        kernels::quantize(x.data() + i, bytes.data() + i, stop - i, p, type.lowest(scheme), type.highest());
      else
        for (std::int64_t k = i; k < stop; ++k)
          codes[static_cast<std::size_t>(k - begin)] = quantize(x.data()[k], p, type, scheme);
      i = stop;
    }
    if (type.bits != 8)
      pack(std::span(codes).first(static_cast<std::size_t>(end - begin)), type.bits,
           std::span(bytes).subspan(static_cast<std::size_t>(packed_bytes(begin, type.bits))));
  });
  std::vector<float> scales;
  std::vector<std::int32_t> zero_points;
  for (const QuantParams& p : params) {
    scales.push_back(p.scale);
    if (scheme == Scheme::affine) zero_points.push_back(p.zero_point);
  }
  return {x.shape(), format, std::move(bytes), std::move(scales), std::move(zero_points)};
}

QuantizedTensor::QuantizedTensor(const Shape& shape, const QuantFormat& format,
                                 std::vector<std::uint8_t> bytes, std::vector<float> scales,
                                 std::vector<std::int32_t> zero_points)
    : shape_(shape), format_(format), bytes_(std::move(bytes)), scales_(std::move(scales)) {
  const QuantType type = format.type;
  const Scheme scheme = format.scheme;
  const Granularity granularity = format.granularity;
  check_type("QuantizedTensor", type, scheme);
  const auto expect = [&](const char* what, std::int64_t there, std::int64_t wanted) {
    if (there != wanted)
      throw ValueError("QuantizedTensor: " + std::to_string(there) + " " + what + " for " + shape.str() +
                       " as " + type.str() + " by " + granularity.str() + ", which takes " +
                       std::to_string(wanted));
  };
  const std::int64_t sets = ParamLayout(shape, granularity).count();
  expect("bytes", std::ssize(bytes_), packed_bytes(shape.count(), type.bits));
  expect("scales", std::ssize(scales_), sets);
  expect("zero points", std::ssize(zero_points), scheme == Scheme::affine ? sets : 0);
  for (float scale : scales_)
    if (!(scale > 0 && std::isfinite(scale)))
      throw ValueError("QuantizedTensor: not a scale: " + std::to_string(scale));
  for (std::int32_t z : zero_points)
    if (z < type.lowest() || z > type.highest())
      throw ValueError("QuantizedTensor: zero point " + std::to_string(z) + " is not " + type.str());
  zero_points_.resize(static_cast<std::size_t>(packed_bytes(std::ssize(zero_points), type.bits)));
  pack(zero_points, type.bits, zero_points_);
}

std::int64_t QuantizedTensor::nbytes() const {
  return std::ssize(bytes_) + std::ssize(scales_) * static_cast<std::int64_t>(sizeof(float)) +
         std::ssize(zero_points_);
}

QuantParams QuantizedTensor::params(std::int64_t i) const {
  if (i < 0 || i >= std::ssize(scales_))
    throw ValueError("params: no set of params number " + std::to_string(i));
  const auto [bits, is_signed] = format_.type;
  const std::int32_t middle = is_signed ? 0 : 1 << (bits - 1);
  return {scales_[static_cast<std::size_t>(i)],
          zero_points_.empty() ? middle : unpack_one(zero_points_, bits, is_signed, i)};
}

std::int32_t QuantizedTensor::stored(std::int64_t i) const {
  if (i < 0 || i >= count())
    throw ValueError("stored: no value number " + std::to_string(i) + " in " + shape_.str());
  return unpack_one(bytes_, format_.type.bits, format_.type.is_signed, i);
}

std::vector<std::int32_t> QuantizedTensor::stored() const {
  std::vector<std::int32_t> codes(static_cast<std::size_t>(count()));
  unpack(bytes_, format_.type.bits, format_.type.is_signed, 0, codes);
  return codes;
}

Tensor QuantizedTensor::dequantize() const {
  Tensor y = Tensor::uninitialized(shape_);
  for_chunks(count(), [&](std::int64_t begin, std::int64_t end) {
    dequantize(begin,
               y.values().subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
  });
  return y;
}

void QuantizedTensor::dequantize_packed(std::int64_t first, std::span<float> out, QuantParams p) const {
  std::array<std::int32_t, 256> codes;
  for (std::size_t done = 0; done < out.size(); done += codes.size()) {
    const auto some = std::span(codes).first(std::min(codes.size(), out.size() - done));
    unpack(bytes_, format_.type.bits, format_.type.is_signed, first + static_cast<std::int64_t>(done), some);
    std::ranges::transform(some, out.begin() + static_cast<std::ptrdiff_t>(done),
                           [&](std::int32_t code) { return quant::dequantize(code, p); });
  }
}

void QuantizedTensor::dequantize(std::int64_t first, std::span<float> out) const {
  const std::int64_t last = first + std::ssize(out);
  if (first < 0 || last > count()) throw ValueError("dequantize: values outside " + shape_.str());
  const ParamLayout layout(shape_, format_.granularity);
  for (std::int64_t i = first; i < last;) {
    const auto [end, param] = layout.run_at(i);
    const QuantParams p = params(param);
    const std::int64_t stop = std::min(end, last);
    if (format_.type.bits == 8)
      kernels::dequantize(bytes_.data() + i, out.data() + (i - first), stop - i, p, format_.type.is_signed);
    else
      dequantize_packed(
          i, out.subspan(static_cast<std::size_t>(i - first), static_cast<std::size_t>(stop - i)), p);
    i = stop;
  }
}

}  // namespace tt::quant
