#include "tinytensor/kernels/conv2d_reference.h"

#include <algorithm>

namespace tt::kernels {

namespace {

// Calls visit(index in x, index in w, index in y) for every product that the convolution sums.
template <class Visit>
void for_each_product(const ConvShape& s, const Visit& visit) {
  const int height = s.out_height(), width = s.out_width(), channels = s.group_in();
  for (int n = 0; n < s.images; ++n)
    for (int i = 0; i < height; ++i)
      for (int j = 0; j < width; ++j)
        for (int o = 0; o < s.out; ++o)
          for (int ky = 0; ky < s.kernel_h; ++ky)
            for (int kx = 0; kx < s.kernel_w; ++kx) {
              const int row = i * s.stride + ky - s.padding, column = j * s.stride + kx - s.padding;
              if (row < 0 || row >= s.height || column < 0 || column >= s.width) continue;  // padding: 0
              const int first = o / s.group_out() * channels;                               // of o's group
              for (int c = 0; c < channels; ++c)
                visit(((std::int64_t{n} * s.height + row) * s.width + column) * s.in + first + c,
                      ((std::int64_t{o} * s.kernel_h + ky) * s.kernel_w + kx) * channels + c,
                      ((std::int64_t{n} * height + i) * width + j) * s.out + o);
            }
}

}  // namespace

void conv2d_reference(const ConvShape& s, const float* x, const float* w, const float* bias, bool relu,
                      float* y) {
  const std::int64_t count = s.images * s.out_image_count();
  for (std::int64_t i = 0; i < count; ++i) y[i] = bias ? bias[i % s.out] : 0;
  for_each_product(s, [&](auto xi, auto wi, auto yi) { y[yi] += x[xi] * w[wi]; });
  if (relu)
    for (std::int64_t i = 0; i < count; ++i) y[i] = y[i] < 0 ? 0 : y[i];
}

void conv2d_reference_backward_input(const ConvShape& s, const float* dy, const float* w, float* dx) {
  std::fill_n(dx, s.images * s.image_count(), 0.0f);
  for_each_product(s, [&](auto xi, auto wi, auto yi) { dx[xi] += dy[yi] * w[wi]; });
}

void conv2d_reference_backward_weight(const ConvShape& s, const float* x, const float* dy, float* dw,
                                      float* db) {
  std::fill_n(dw, s.weight_count(), 0.0f);
  for_each_product(s, [&](auto xi, auto wi, auto yi) { dw[wi] += dy[yi] * x[xi]; });
  if (!db) return;
  std::fill_n(db, s.out, 0.0f);
  for (std::int64_t i = 0; i < s.images * s.out_image_count(); ++i) db[i % s.out] += dy[i];
}

}  // namespace tt::kernels
