#include "tinytensor/kernels/conv_pool_methods.h"

namespace tt::kernels {

namespace {

// One vector of channels.
template <int rows, int run, bool keep>
[[gnu::noinline]] void channels(const FusedImage f, int first) {
  const std::ptrdiff_t right = f.patch.right, down = f.patch.down;
  const Vec bias = load(f.bias + first);
  Vec weight[rows][run];
  TT_UNROLL
  for (int r = 0; r < rows; ++r) {
    TT_UNROLL
    for (int t = 0; t < run; ++t) weight[r][t] = load(f.weights + first * rows * run + (r * run + t) * lanes);
  }
  for (int i = 0; i < f.height; ++i) {
    const float* row[rows + 1];
    TT_UNROLL
    for (int r = 0; r <= rows; ++r) row[r] = f.window(i, 0) + r * down;
    for (int j = 0, at = f.at(i, 0) + first; j < f.width; ++j, at += f.out) {
      Vec sum[4] = {};
      TT_UNROLL
      for (int r = 0; r < rows; ++r) {
        TT_UNROLL
        for (int t = 0; t < run; ++t) {
          TT_UNROLL
          for (int q = 0; q < 4; ++q) sum[q] += weight[r][t] * row[r + q / 2][q % 2 * right + t];
        }
      }
      pool<keep>(sum, bias, f.y + at, keep ? f.winners + at : nullptr, f.out - first);
      TT_UNROLL
      for (int r = 0; r <= rows; ++r) row[r] += 2 * right;
    }
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
