#include "tinytensor/kernels/conv_pool_methods.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/winograd_transform.h"

// A pooling window is one tile of Winograd's method, so its four sums meet in registers.
namespace tt::kernels {

namespace {

constexpr int frequencies = 16, most_windows = vector_registers == 32 ? 12 : 6;

// v: [frequency, vector of input channels, window, lane]. x: the first window's patch.
void transform_input(const PatchShape& patch, int in, const float* x, int windows, float* v) {
  const int in_vectors = vectors_for(in), step = in_vectors * windows * lanes;
  for (int c = 0; c < in_vectors; ++c)
    for (int n = 0; n < windows; ++n, v += lanes) {
      const float* p = x + 2 * n * patch.right + c * lanes;
      Vec d[4][4], transformed[4][4];
      TT_UNROLL
      for (int k = 0; k < frequencies; ++k)
        d[k / 4][k % 4] = load_first(p + k / 4 * patch.down + k % 4 * patch.right, in - c * lanes);
      winograd::both_axes(d, transformed, winograd::source_axis);
      TT_UNROLL
      for (int k = 0; k < frequencies; ++k) store(v + k * step, transformed[k / 4][k % 4]);
    }
}

// For every frequency, m = the sum over input channels of v u.
// m: [frequency, window, vector, lane]; u: [vector, frequency, in, lane].
template <int windows, int vectors>
[[gnu::noinline]] void multiply(const float* v, const float* u, int in, float* m) {
  const std::int64_t next_vector = std::int64_t{frequencies} * in * lanes;
  for (int k = 0; k < frequencies; ++k) {
    Vec sum[windows][vectors];
    TT_UNROLL
    for (int n = 0; n < windows; ++n) {
      TT_UNROLL
      for (int o = 0; o < vectors; ++o) sum[n][o] = Vec{};
    }
    for (int left = in; left > 0; left -= lanes, v += windows * lanes)
      for (int c = 0; c < std::min(lanes, left); ++c, u += lanes) {
        Vec weight[vectors];
        for (int o = 0; o < vectors; ++o) weight[o] = load(u + o * next_vector);
        TT_UNROLL
        for (int n = 0; n < windows; ++n) {
          TT_UNROLL
          for (int o = 0; o < vectors; ++o) sum[n][o] += weight[o] * v[n * lanes + c];
        }
      }
    TT_UNROLL
    for (int n = 0; n < windows; ++n) {
      TT_UNROLL
      for (int o = 0; o < vectors; ++o, m += lanes) store(m, sum[n][o]);
    }
  }
}

// The four sums of one window, from 16 values `step` apart.
inline void transform_back(const float* m, int step, Vec (&sum)[4]) {
  Vec products[4][4], sums[2][2];
  TT_UNROLL
  for (int k = 0; k < frequencies; ++k) products[k / 4][k % 4] = load(m + k * step);
  winograd::both_axes(products, sums, winograd::result_axis);
  TT_UNROLL
  for (int q = 0; q < 4; ++q) sum[q] = sums[q / 2][q % 2];
}

// windows side by side from (i, j), vectors of channels; v: their transformed patches.
template <int vectors, bool keep>
void channels(const FusedImage& f, int vector, int i, int j, int windows, const float* v, float* m) {
  const int in = f.patch.right, step = windows * vectors * lanes;
  const float* u = f.weights + std::int64_t{vector} * frequencies * in * lanes;
  with_constant<most_windows>(windows, [&](auto n) { multiply<n, vectors>(v, u, in, m); });
  for (int n = 0; n < windows; ++n)
    for (int o = 0; o < vectors; ++o) {
      Vec sum[4];
      transform_back(m + (n * vectors + o) * lanes, step, sum);
      const int first = (vector + o) * lanes, at = f.at(i, j + n) + first;
      pool<keep>(sum, load(f.bias + first), f.y + at, keep ? f.winners + at : nullptr, f.out - first);
    }
}

template <bool keep>
void image(const FusedImage& f, float* scratch) {
  const int in = f.patch.right, tiles = (f.width + most_windows - 1) / most_windows;
  float *v = scratch, *m = scratch + frequencies * vectors_for(in) * most_windows * lanes;
  for (int i = 0; i < f.height; ++i)
    for (int t = 0; t < tiles; ++t) {
      const int j = static_cast<int>(part_begin(f.width, tiles, t));
      const int windows = static_cast<int>(part_begin(f.width, tiles, t + 1)) - j;
      transform_input(f.patch, in, f.window(i, j), windows, v);
      int vector = 0;
      for (; vector + 2 <= f.vectors(); vector += 2) channels<2, keep>(f, vector, i, j, windows, v, m);
      if (vector < f.vectors()) channels<1, keep>(f, vector, i, j, windows, v, m);
    }
}

}  // namespace

std::int64_t winograd_weight_count(const ConvShape& s) {
  return std::int64_t{vectors_for(s.out)} * frequencies * s.in * lanes;
}

std::int64_t winograd_scratch_count(const ConvShape& s) {
  return std::int64_t{frequencies} * most_windows * lanes * (vectors_for(s.in) + 2);
}

void winograd_filters(const ConvShape& s, const float* packed, float* u) {
  const int step = s.in * lanes;  // from one pixel of a filter, or one frequency, to the next
  for (int vector = 0; vector < vectors_for(s.out); ++vector, packed += 9 * step, u += frequencies * step)
    for (int c = 0; c < s.in; ++c) {
      Vec g[3][3], transformed[4][4];
      for (int k = 0; k < 9; ++k) g[k / 3][k % 3] = load(packed + k * step + c * lanes);
      winograd::both_axes(g, transformed, winograd::weight_axis);
      for (int k = 0; k < frequencies; ++k) store(u + k * step + c * lanes, transformed[k / 4][k % 4]);
    }
}

void fused_winograd(const FusedImage& f, float* scratch) {
  f.winners ? image<true>(f, scratch) : image<false>(f, scratch);
}

}  // namespace tt::kernels
