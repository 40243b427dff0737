#pragma once
#include <cstdint>

namespace tt::kernels {

// One pooling of channels-last images: x [images, height, width, channels], y [images, out_height, out_width,
// channels].
struct PoolShape {
  int images, height, width, channels, kernel, stride, padding = 0;
  int out_height() const { return (height + 2 * padding - kernel) / stride + 1; }
  int out_width() const { return (width + 2 * padding - kernel) / stride + 1; }
};

// winners: for every output the place of its value within the image (row * width + column), or null.
void max_pool(const PoolShape& s, const float* x, float* y, std::int32_t* winners);
void max_pool_backward(const PoolShape& s, const float* dy, const std::int32_t* winners, float* dx);
void avg_pool(const PoolShape& s, const float* x, float* y);
void avg_pool_backward(const PoolShape& s, const float* dy, float* dx);

}  // namespace tt::kernels
