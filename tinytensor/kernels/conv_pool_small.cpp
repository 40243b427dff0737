#include "tinytensor/kernels/conv_pool_methods.h"

namespace tt::kernels {

namespace {

// One vector of channels.
template <int rows, int run, bool keep>
[[gnu::noinline]] void channels(const FusedImage& f, int first) {
  const int right = f.patch.right, down = f.patch.down;
  const Vec bias = load(f.bias + first);
  Vec weight[rows][run];
#pragma GCC unroll 5
  for (int r = 0; r < rows; ++r)
#pragma GCC unroll 5
    for (int t = 0; t < run; ++t) weight[r][t] = load(f.weights + first * rows * run + (r * run + t) * lanes);
  for (int i = 0; i < f.height; ++i)
    for (int j = 0; j < f.width; ++j) {
      const float* window = f.window(i, j);
      Vec sum[4] = {};
#pragma GCC unroll 5
      for (int r = 0; r < rows; ++r)
#pragma GCC unroll 5
        for (int t = 0; t < run; ++t)
#pragma GCC unroll 4
          for (int q = 0; q < 4; ++q) sum[q] += weight[r][t] * window[(r + q / 2) * down + q % 2 * right + t];
      const int at = f.at(i, j) + first;
      pool<keep>(sum, bias, f.y + at, keep ? f.winners + at : nullptr, f.out - first);
    }
}

template <int rows, int run>
void image(const FusedImage& f) {
  for (int first = 0; first < f.out; first += lanes)
    f.winners ? channels<rows, run, true>(f, first) : channels<rows, run, false>(f, first);
}

constexpr bool five_fits = vector_registers > 5 * 5 + 4;

}  // namespace

bool fused_small_suits(const ConvShape& s) {
  const PatchShape patch(s);
  return patch.rows == patch.run && (patch.rows == 3 || (five_fits && patch.rows == 5));
}

void fused_small(const FusedImage& f) { f.patch.rows == 3 ? image<3, 3>(f) : image<5, 5>(f); }

}  // namespace tt::kernels
