#include <algorithm>

#include "tinytensor/kernels/conv_pool.h"

namespace tt::kernels {

namespace {

// Calls visit(x index, w index) for every product that goes into the value of channel o at (row, column) of
// one image's convolution. Pixels in the padding are 0 and are left out.
template <class Visit>
void for_each_product(const ConvShape& s, int row, int column, int o, const Visit& visit) {
  for (int ky = 0; ky < s.kernel_h; ++ky)
    for (int kx = 0; kx < s.kernel_w; ++kx) {
      const int y = row + ky - s.padding, x = column + kx - s.padding;
      if (y < 0 || y >= s.height || x < 0 || x >= s.width) continue;
      for (int c = 0; c < s.in; ++c)
        visit((std::int64_t{y} * s.width + x) * s.in + c,
              ((std::int64_t{o} * s.kernel_h + ky) * s.kernel_w + kx) * s.in + c);
    }
}

// Calls visit(image, window row, window column, channel, index into y).
template <class Visit>
void for_each_output(const ConvShape& s, const Visit& visit) {
  std::int64_t at = 0;
  for (int n = 0; n < s.images; ++n)
    for (int i = 0; i < pooled_height(s); ++i)
      for (int j = 0; j < pooled_width(s); ++j)
        for (int o = 0; o < s.out; ++o) visit(n, i, j, o, at++);
}

}  // namespace

void conv_pool_forward_reference(const ConvShape& s, const float* x, const float* w, const float* bias,
                                 float* y, std::int32_t* winners) {
  for_each_output(s, [&](int n, int i, int j, int o, std::int64_t at) {
    const float* image = x + n * s.image_count();
    float largest = 0;
    int winner = -1;
    for (int q = 0; q < 4; ++q) {
      float value = bias ? bias[o] : 0;
      for_each_product(s, 2 * i + q / 2, 2 * j + q % 2, o,
                       [&](std::int64_t a, std::int64_t b) { value += image[a] * w[b]; });
      if (value > largest) largest = value, winner = q;
    }
    y[at] = largest;
    if (winners) winners[at] = winner;
  });
}

void conv_pool_backward_reference(const ConvShape& s, const float* x, const float* w, const float* dy,
                                  const std::int32_t* winners, float* dw, float* db, float* dx) {
  std::fill_n(dw, s.weight_count(), 0.0f);
  if (db) std::fill_n(db, s.out, 0.0f);
  if (dx) std::fill_n(dx, s.images * s.image_count(), 0.0f);
  for_each_output(s, [&](int n, int i, int j, int o, std::int64_t at) {
    const int q = winners[at];
    if (q < 0) return;
    const std::int64_t image = n * s.image_count();
    if (db) db[o] += dy[at];
    for_each_product(s, 2 * i + q / 2, 2 * j + q % 2, o, [&](std::int64_t a, std::int64_t b) {
      dw[b] += dy[at] * x[image + a];
      if (dx) dx[image + a] += dy[at] * w[b];
    });
  });
}

}  // namespace tt::kernels
