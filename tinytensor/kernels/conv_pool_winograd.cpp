#include "tinytensor/kernels/conv_pool_methods.h"
#include "tinytensor/kernels/parallel.h"

// Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray 2015): a window's four sums are A' (U * V) A,
// where V = B' d B is its 4 x 4 patch of the image transformed, U = G g G' the filter, and * goes frequency
// by frequency, summed over input channels. A window of the pooling is a tile of the method, so its sums meet
// in registers.

namespace tt::kernels {

namespace {

constexpr int frequencies = 16, most_windows = vector_registers == 32 ? 12 : 6;

// B' applied to four values step apart, to where they were.
inline void transform(Vec* d, int step) {
  const Vec d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step];
  d[0] = d0 - d2;
  d[step] = d1 + d2;
  d[2 * step] = d2 - d1;
  d[3 * step] = d1 - d3;
}

// v: [frequency, vector of input channels, window, lane]. x: the first window's patch.
void transform_input(const PatchShape& patch, int in, const float* x, int windows, float* v) {
  const int in_vectors = vectors_of(in), step = in_vectors * windows * lanes;
  for (int c = 0; c < in_vectors; ++c)
    for (int n = 0; n < windows; ++n, v += lanes) {
      const float* p = x + 2 * n * patch.right + c * lanes;
      Vec d[frequencies];
#pragma GCC unroll 16
      for (int i = 0; i < frequencies; ++i)
        d[i] = load_first(p + i / 4 * patch.down + i % 4 * patch.right, in - c * lanes);
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) transform(d + i, 4);
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) transform(d + 4 * i, 1);
#pragma GCC unroll 16
      for (int i = 0; i < frequencies; ++i) store(v + i * step, d[i]);
    }
}

// One frequency: m = the sum over input channels of v u. m: [window, vector, lane]; u: [vector, ..., in,
// lane].
template <int windows, int vectors>
[[gnu::noinline]] void multiply(const float* v, const float* u, std::int64_t next_vector, int in, float* m) {
  Vec sum[windows][vectors];
#pragma GCC unroll 12
  for (int n = 0; n < windows; ++n)
#pragma GCC unroll 2
    for (int o = 0; o < vectors; ++o) sum[n][o] = Vec{};
  for (int first = 0; first < in; first += lanes, v += windows * lanes)
    for (int c = 0; c < std::min(lanes, in - first); ++c, u += lanes) {
      Vec weight[vectors];
      for (int o = 0; o < vectors; ++o) weight[o] = load(u + o * next_vector);
#pragma GCC unroll 12
      for (int n = 0; n < windows; ++n)
#pragma GCC unroll 2
        for (int o = 0; o < vectors; ++o) sum[n][o] += weight[o] * v[n * lanes + c];
    }
#pragma GCC unroll 12
  for (int n = 0; n < windows; ++n)
#pragma GCC unroll 2
    for (int o = 0; o < vectors; ++o) store(m + (n * vectors + o) * lanes, sum[n][o]);
}

// A' m A: the four sums of one window, from 16 values step apart.
inline void transform_output(const float* m, int step, Vec (&sum)[4]) {
  Vec left[4], right[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    const float* row = m + 4 * i * step;
    const Vec m0 = load(row), m1 = load(row + step), m2 = load(row + 2 * step), m3 = load(row + 3 * step);
    left[i] = m0 + m1 + m2;
    right[i] = m1 - m2 - m3;
  }
  sum[0] = left[0] + left[1] + left[2];
  sum[1] = right[0] + right[1] + right[2];
  sum[2] = left[1] - left[2] - left[3];
  sum[3] = right[1] - right[2] - right[3];
}

// windows side by side from (i, j), vectors of channels; v: their transformed patches.
template <int vectors, bool keep>
void channels(const FusedImage& f, int vector, int i, int j, int windows, const float* v, float* m) {
  const int in = f.patch.right, v_step = vectors_of(in) * windows * lanes, m_step = windows * vectors * lanes;
  const std::int64_t next_vector = std::int64_t{frequencies} * in * lanes;
  const float* u = f.weights + vector * next_vector;
  with_constant<most_windows>(windows, [&](auto n) {
    for (int k = 0; k < frequencies; ++k)
      multiply<n, vectors>(v + k * v_step, u + std::int64_t{k} * in * lanes, next_vector, in, m + k * m_step);
  });
  for (int n = 0; n < windows; ++n)
    for (int o = 0; o < vectors; ++o) {
      Vec sum[4];
      transform_output(m + (n * vectors + o) * lanes, m_step, sum);
      const int first = (vector + o) * lanes, at = f.at(i, j + n) + first;
      pool<keep>(sum, load(f.bias + first), f.y + at, keep ? f.winners + at : nullptr, f.out - first);
    }
}

template <bool keep>
void image(const FusedImage& f, float* scratch) {
  const int in = f.patch.right, tiles = (f.width + most_windows - 1) / most_windows;
  float *v = scratch, *m = scratch + frequencies * vectors_of(in) * most_windows * lanes;
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
  return std::int64_t{vectors_of(s.out)} * frequencies * s.in * lanes;
}

std::int64_t winograd_scratch_count(const ConvShape& s) {
  return std::int64_t{frequencies} * most_windows * lanes * (vectors_of(s.in) + 2);
}

// G g G': rows g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, g2, and so the columns.
void winograd_filters(const ConvShape& s, const float* packed, float* u) {
  const int step = s.in * lanes;  // from one pixel of a filter, or one frequency, to the next
  for (int vector = 0; vector < vectors_of(s.out); ++vector, packed += 9 * step, u += frequencies * step)
    for (int c = 0; c < s.in; ++c) {
      const float* g = packed + c * lanes;
      Vec rows[4][3];
      for (int x = 0; x < 3; ++x) {
        const Vec g0 = load(g + x * step), g1 = load(g + (3 + x) * step), g2 = load(g + (6 + x) * step);
        rows[0][x] = g0;
        rows[1][x] = (g0 + g1 + g2) * 0.5f;
        rows[2][x] = (g0 - g1 + g2) * 0.5f;
        rows[3][x] = g2;
      }
      float* to = u + c * lanes;
      for (int y = 0; y < 4; ++y, to += 4 * step) {
        const auto& [g0, g1, g2] = rows[y];
        store(to, g0);
        store(to + step, (g0 + g1 + g2) * 0.5f);
        store(to + 2 * step, (g0 - g1 + g2) * 0.5f);
        store(to + 3 * step, g2);
      }
    }
}

void fused_winograd(const FusedImage& f, float* scratch) {
  f.winners ? image<true>(f, scratch) : image<false>(f, scratch);
}

}  // namespace tt::kernels
