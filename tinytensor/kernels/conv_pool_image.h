#pragma once
// What the loops of conv_pool*.cpp share. Private to them.
#include <algorithm>
#include <cstring>

#include "tinytensor/kernels/conv_shape.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"
#include "tinytensor/kernels/with_constant.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

// Steps within an image, in floats. A patch is what one output reads: kernel_h runs, one per row, each of
// kernel_w pixels and so contiguous in the image; a filter of w has the same order.
struct PatchShape {
  explicit PatchShape(const ConvShape& s)
      : rows(s.kernel_h),
        run(s.kernel_w * s.in),
        right(s.in),
        down((s.width + 2 * s.padding) * s.in),
        image((s.height + 2 * s.padding) * down) {}

  int rows, run;    // runs in a patch, floats in a run
  int right, down;  // from a pixel to its right and to its lower neighbour
  int image;        // floats in a padded image

  int count() const { return rows * run; }
  // From the patch of a window's first position to that of position q, 0 to 3.
  int step(int q) const { return (q / 2) * down + (q % 2) * right; }
};

// One image with its padding around it and room for a vector past its end, for loops that need either.
class PaddedImage {
 public:
  PaddedImage(const ConvShape& s, bool needed) : shape_(s), patch_(s) {
    if (!needed) return;
    values_ = Buffer(patch_.image + lanes);
    std::fill_n(data(), patch_.image + lanes, 0.0f);
  }

  bool needed() const { return static_cast<bool>(values_); }
  float* data() { return values_.data(); }
  // What the loops read: a padded copy of x where needed, or x itself. x: [height, width, in], not padded.
  const float* of(const float* x) {
    if (!needed()) return x;
    for (int y = 0; y < shape_.height; ++y)
      std::memcpy(row(y), x + std::int64_t{y} * row_count(), row_bytes());
    return data();
  }
  void copy_to(float* x) {
    for (int y = 0; y < shape_.height; ++y)
      std::memcpy(x + std::int64_t{y} * row_count(), row(y), row_bytes());
  }

 private:
  float* row(int y) { return data() + (y + shape_.padding) * patch_.down + shape_.padding * patch_.right; }
  int row_count() const { return shape_.width * shape_.in; }
  std::size_t row_bytes() const { return sizeof(float) * static_cast<std::size_t>(row_count()); }

  ConvShape shape_;
  PatchShape patch_;
  Buffer values_;
};

// vec_part.h for integers.
inline IntVec load_first(const std::int32_t* p, int n) {
  return reinterpret_cast<IntVec>(load_first(reinterpret_cast<const float*>(p), n));
}
inline void store_first(std::int32_t* p, IntVec v, int n) {
  store_first(reinterpret_cast<float*>(p), reinterpret_cast<Vec>(v), n);
}

}  // namespace tt::kernels
