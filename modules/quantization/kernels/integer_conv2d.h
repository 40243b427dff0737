#pragma once
#include <cstdint>

#include "tinytensor/kernels/conv_shape.h"

namespace tt::quant::kernels {

// Sums of products of codes under every window, channels-last: x: [images, height, width, in], w: [out,
// kernel_h, kernel_w, in / groups], y: [images, out_height, out_width, out]. Padding holds the code x_zero,
// which is real 0; so every window has the same number of products. It is at most 32,896, so that no sum
// leaves int32.
void integer_conv2d(const tt::kernels::ConvShape& shape, const std::uint8_t* x, std::uint8_t x_zero,
                    const std::int8_t* w, std::int32_t* y);

// The windows of one row of outputs, side by side: [out_width, kernel_h, kernel_w, in / groups], of one
// group's channels. x: one image, [height, width, in]. The window of output (row, column) begins at the
// image's row row * stride - padding and column column * stride - padding; outside the image is x_zero.
void gather_windows(const tt::kernels::ConvShape& shape, const std::uint8_t* x, std::uint8_t x_zero, int row,
                    int group, std::uint8_t* windows);

}  // namespace tt::quant::kernels
