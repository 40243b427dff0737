#include "tinytensor/kernels/gradient_tile.h"

#include <array>
#include <utility>

#include "tinytensor/kernels/tile.h"

namespace tt::kernels {

namespace {

// The tile of tile.h turned: its NP "positions" are neighbouring weights of a run, and the reduction walks
// the image. The first `skip` weights are another tile's.
template <int NP, int OV>
[[gnu::always_inline]] inline void gradient_tile(const GradientRun& run, const float* x, float* dw,
                                                 int skip) {
  Vec sum[NP][OV];
  TT_UNROLL
  for (int j = 0; j < NP; ++j) {
    TT_UNROLL
    for (int v = 0; v < OV; ++v) sum[j][v] = load(dw + (j * OV + v) * lanes);
  }
  const float* dy = run.dy;
  for (int i = 0; i < run.rows; ++i, x += run.x_pitch, dy += run.dy_pitch)
    multiply_run(sum, x, 1, run.x_step, dy, run.dy_step, run.columns);
  TT_UNROLL
  for (int j = 0; j < NP; ++j) {
    if (j < skip) continue;
    TT_UNROLL
    for (int v = 0; v < OV; ++v) store(dw + (j * OV + v) * lanes, sum[j][v]);
  }
}

template <int NP, int OV>
void gradient_run(const GradientRun& run) {
  for (int r = 0; r < run.length; r += NP) {
    const int skip = r + NP <= run.length ? 0 : r + NP - run.length;
    gradient_tile<NP, OV>(run, run.x + r - skip, run.dw + (r - skip) * OV * lanes, skip);
  }
}

template <int OV, int... N>
constexpr std::array<GradientRunFunction, sizeof...(N)> table(std::integer_sequence<int, N...>) {
  return {gradient_run<N + 1, OV>...};
}

}  // namespace

GradientRunFunction gradient_run_function(int length, int vectors) {
  static constexpr std::array one = table<1>(std::make_integer_sequence<int, max_positions>());
  static constexpr std::array two = table<2>(std::make_integer_sequence<int, max_positions>());
  const auto n = static_cast<std::size_t>(best_positions(length, vectors) - 1);
  return vectors == 1 ? one[n] : two[n];
}

}  // namespace tt::kernels
