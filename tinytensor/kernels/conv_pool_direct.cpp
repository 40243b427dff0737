#include "tinytensor/kernels/conv_pool_methods.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

namespace {

// As many windows in a row at once as the registers hold sums for: four per window and vector.
template <int vectors>
constexpr int most_windows = vector_registers == 32 ? (vectors == 1 ? 6 : 3) : (vectors == 1 ? 3 : 1);

// One tile of outputs: windows side by side from (i, j), vectors of channels. Every loop over the tile is
// unrolled, so that its sums stay in registers.
template <int windows, int vectors, bool keep>
void tile(const FusedImage& f, int vector, int i, int j) {
  const int block = f.patch.count() * lanes, right = f.patch.right;
  const float *x = f.window(i, j), *w = f.weights + std::int64_t{vector} * block;
  Vec sum[windows * vectors][4];
  TT_UNROLL
  for (int n = 0; n < windows * vectors; ++n) {
    TT_UNROLL
    for (int q = 0; q < 4; ++q) sum[n][q] = Vec{};
  }
  for (int row = 0; row < f.patch.rows; ++row, x += f.patch.down) {
    const float *upper = x, *lower = x + f.patch.down;
    for (int k = 0; k < f.patch.run; ++k, ++upper, ++lower, w += lanes) {
      Vec weight[vectors];
      for (int v = 0; v < vectors; ++v) weight[v] = load(w + v * block);
      TT_UNROLL
      for (int n = 0; n < windows; ++n) {
        TT_UNROLL
        for (int v = 0; v < vectors; ++v) {
          Vec(&s)[4] = sum[n * vectors + v];
          s[0] += weight[v] * upper[2 * n * right];
          s[1] += weight[v] * upper[(2 * n + 1) * right];
          s[2] += weight[v] * lower[2 * n * right];
          s[3] += weight[v] * lower[(2 * n + 1) * right];
        }
      }
    }
  }
  TT_UNROLL
  for (int n = 0; n < windows; ++n) {
    TT_UNROLL
    for (int v = 0; v < vectors; ++v) {
      const int first = (vector + v) * lanes, at = f.at(i, j + n) + first;
      pool<keep>(sum[n * vectors + v], load(f.bias + first), f.y + at, keep ? f.winners + at : nullptr,
                 f.out - first);
    }
  }
}

template <int vectors, bool keep>
void channels(const FusedImage& f, int vector) {
  const int tiles = (f.width + most_windows<vectors> - 1) / most_windows<vectors>;
  for (int i = 0; i < f.height; ++i)
    for (int t = 0; t < tiles; ++t) {
      const int j = static_cast<int>(part_begin(f.width, tiles, t));
      const int windows = static_cast<int>(part_begin(f.width, tiles, t + 1)) - j;
      with_constant<most_windows<vectors>>(windows, [&](auto n) { tile<n, vectors, keep>(f, vector, i, j); });
    }
}

template <bool keep>
void image(const FusedImage& f) {
  int vector = 0;
  for (; vector + 2 <= f.vectors(); vector += 2) channels<2, keep>(f, vector);
  if (vector < f.vectors()) channels<1, keep>(f, vector);
}

}  // namespace

void pack_filters(const ConvShape& s, const float* w, float* packed) {
  const int count = PatchShape(s).count();
  for (int first = 0; first < s.out; first += lanes) {
    const int used = std::min(lanes, s.out - first);
    for (int k = 0; k < count; ++k, packed += lanes)
      for (int o = 0; o < lanes; ++o) packed[o] = o < used ? w[std::int64_t{first + o} * count + k] : 0;
  }
}

void fused_direct(const FusedImage& f) { f.winners ? image<true>(f) : image<false>(f); }

}  // namespace tt::kernels
