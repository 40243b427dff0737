#pragma once
#include <cstdint>

namespace tt::kernels {

// The sizes of a 2D convolution over channels-last images: x: [images, height, width, in],
// w: [out, kernel_h, kernel_w, in / groups], y: [images, out_height(), out_width(), out].
// The caller checks that in and out are multiples of groups and that the kernel fits in the padded image.
struct ConvShape {
  int images = 1, height = 1, width = 1, in = 1, out = 1, kernel_h = 1, kernel_w = 1;
  int stride = 1, padding = 0, groups = 1;

  int out_height() const { return (height + 2 * padding - kernel_h) / stride + 1; }
  int out_width() const { return (width + 2 * padding - kernel_w) / stride + 1; }
  int group_in() const { return in / groups; }
  int group_out() const { return out / groups; }

  // Floats in one image of x, in one of y, and in w.
  std::int64_t image_count() const { return std::int64_t{height} * width * in; }
  std::int64_t out_image_count() const { return std::int64_t{out_height()} * out_width() * out; }
  std::int64_t weight_count() const { return std::int64_t{out} * kernel_h * kernel_w * group_in(); }

  // Of the whole batch, counted as if padding were data.
  std::int64_t multiply_adds() const { return images * out_image_count() * kernel_h * kernel_w * group_in(); }

  bool operator==(const ConvShape&) const = default;
};

}  // namespace tt::kernels
