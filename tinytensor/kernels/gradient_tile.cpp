#include "tinytensor/kernels/gradient_tile.h"

#include <array>
#include <utility>

#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"

namespace tt::kernels {

namespace {

// The tile of tile.h transposed: its NP "positions" are output channels, its vectors run along x, and the
// reduction walks the image. The first `skip` channels belong to another tile.
template <int NP, int OV>
[[gnu::always_inline]] inline void tile(const GradientTile& t, int out, int skip, int r) {
  Vec sum[NP][OV];
  TT_UNROLL
  for (int j = 0; j < NP; ++j) {
    TT_UNROLL
    for (int v = 0; v < OV; ++v) sum[j][v] = Vec{};
  }
  const float *x = t.x + r, *dy = t.dy + out;
  for (int i = 0; i < t.rows; ++i, x += t.x_pitch, dy += t.dy_pitch)
    multiply_run(sum, dy, 1, t.dy_step, x, t.x_step, t.columns);
  const bool whole = r + OV * lanes <= t.length;
  float* dw = t.dw + out * t.dw_step + r;
  TT_UNROLL
  for (int j = 0; j < NP; ++j, dw += t.dw_step) {
    if (j < skip) continue;
    TT_UNROLL
    for (int v = 0; v < OV; ++v) {
      float* to = dw + v * lanes;
      const int count = t.length - r - v * lanes;
      if (whole)
        store(to, load(to) + sum[j][v]);
      else
        store_first(to, load_first(to, count) + sum[j][v], count);
    }
  }
}

// All output channels, one block of vectors.
template <int NP, int OV>
void all_outs(const GradientTile& t, int r) {
  for (int out = 0; out < t.outs; out += NP) {
    const int skip = out + NP <= t.outs ? 0 : out + NP - t.outs;
    tile<NP, OV>(t, out - skip, skip, r);
  }
}

template <int OV, int... N>
constexpr std::array<GradientFunction, sizeof...(N)> table(std::integer_sequence<int, N...>) {
  return {all_outs<N + 1, OV>...};
}
// A single vector leaves registers for more output channels.
constexpr int most_single = vector_registers == 32 ? 16 : max_positions;
constexpr std::array one_vector = table<1>(std::make_integer_sequence<int, most_single>());
constexpr std::array two_vectors = table<2>(std::make_integer_sequence<int, max_positions>());

}  // namespace

GradientFunctions::GradientFunctions(int outs)
    : one(one_vector[static_cast<std::size_t>(best_positions(outs, 1, most_single) - 1)]),
      two(two_vectors[static_cast<std::size_t>(best_positions(outs, 2) - 1)]) {}

void add_gradient(const GradientTile& tile, const GradientFunctions& functions) {
  GradientTile t = tile;
  if (t.x_pitch == t.columns * t.x_step && t.dy_pitch == t.columns * t.dy_step) {  // one long row
    t.columns *= t.rows;
    t.rows = 1;
  }
  int r = 0;
  for (; r + lanes < t.length; r += 2 * lanes) functions.two(t, r);
  if (r < t.length) functions.one(t, r);
}

}  // namespace tt::kernels
