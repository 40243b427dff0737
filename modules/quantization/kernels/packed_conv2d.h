#pragma once
#include <vector>

#include "modules/quantization/kernels/packed_layer.h"
#include "tinytensor/kernels/conv_shape.h"

namespace tt::quant::kernels {

// A convolution in integers whose shape is known beforehand: codes in, codes out, channels-last. Direct: a
// row of outputs is one IntegerRow for each group (or one for all, where each channel is a group), and
// nothing is copied except to add padding. With pooling, each output is the largest sum of a 2x2 window,
// stride 2: the next layer's max pooling, done before requantizing, which keeps the order.
class PackedIntegerConv2D {
 public:
  // w: [out, kernel_h, kernel_w, in / groups]; shape.images is ignored.
  PackedIntegerConv2D(const tt::kernels::ConvShape& shape, const std::int8_t* w, std::uint8_t x_zero,
                      const StageValues& stage, bool pooled, Isa isa = best_isa());
  // From now on only the first rows and columns of the results are computed, and stored as a smaller image.
  void crop(int rows, int columns);

  // One image: x: [height, width, in] and 3 more bytes that may be read; y: [rows(), columns(), out].
  // padded: padded_count() bytes to work in.
  void run_image(const std::uint8_t* x, std::uint8_t* y, std::uint8_t* padded) const;
  // The sums with their offsets, not requantized, of an image with its own zero point.
  void sums_image(const std::uint8_t* x, std::uint8_t x_zero, std::int32_t* sums, std::uint8_t* padded) const;
  // All images, in parallel.
  void run(const std::uint8_t* x, std::uint8_t* y, int images) const;

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  std::int64_t padded_count() const;

 private:
  void pack_depthwise(const std::int8_t* w);
  const std::uint8_t* pad(const std::uint8_t* x, std::uint8_t x_zero, std::uint8_t* padded) const;
  void run_rows(const std::uint8_t* x, std::uint8_t* y, std::int32_t* sums) const;  // x: padded

  tt::kernels::ConvShape shape_;
  std::uint8_t x_zero_;
  bool pooled_;
  Isa isa_;
  int rows_, columns_;
  PackedLayer layer_;
  std::vector<std::ptrdiff_t> steps_;
  std::vector<std::int16_t> depthwise_;  // if each channel is a group: the weights, by pairs of taps
};

}  // namespace tt::quant::kernels
