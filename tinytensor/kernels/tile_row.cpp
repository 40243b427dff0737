#include "tinytensor/kernels/tile_row.h"

#include <array>
#include <utility>

#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"

namespace tt::kernels {

namespace {

// NP * OV sums from the first load of the bias to the store of the result.
template <int NP, int OV>
[[gnu::always_inline]] inline void tile(const TileRow& row, const float* source, float* result) {
  Vec sum[NP][OV];
  TT_UNROLL
  for (int v = 0; v < OV; ++v) {
    const Vec start = row.bias ? load(row.bias + v * lanes) : Vec{};
    TT_UNROLL
    for (int j = 0; j < NP; ++j) sum[j][v] = start;
  }
  const float* weights = row.weights;
  for (int run = 0; run < row.runs; ++run, weights += row.length * OV * lanes)
    multiply_run(sum, source + row.offsets[run], row.source_step, 1, weights, OV * lanes, row.length);
  if (row.relu) {
    TT_UNROLL
    for (int j = 0; j < NP; ++j) {
      TT_UNROLL
      for (int v = 0; v < OV; ++v) sum[j][v] = sum[j][v] < Vec{} ? Vec{} : sum[j][v];
    }
  }
  const bool whole = row.channels == OV * lanes;
  TT_UNROLL
  for (int j = 0; j < NP; ++j, result += row.result_step) {
    TT_UNROLL
    for (int v = 0; v < OV; ++v) {
      if (whole)
        store(result + v * lanes, sum[j][v]);
      else
        store_first(result + v * lanes, sum[j][v], row.channels - v * lanes);
    }
  }
}

template <int NP, int OV>
void tile_row(const TileRow& row) {
  for (int p = 0; p < row.positions; p += NP) {
    const int first =
        p + NP <= row.positions ? p : row.positions - NP;  // the last tile overlaps the one before
    tile<NP, OV>(row, row.source + first * row.source_step, row.result + first * row.result_step);
  }
}

template <int OV, int... N>
constexpr std::array<TileRowFunction, sizeof...(N)> table(std::integer_sequence<int, N...>) {
  return {tile_row<N + 1, OV>...};
}

}  // namespace

TileRowFunction tile_row_function(int positions, int vectors) {
  static constexpr std::array one = table<1>(std::make_integer_sequence<int, max_positions>());
  static constexpr std::array two = table<2>(std::make_integer_sequence<int, max_positions>());
  const auto n = static_cast<std::size_t>(best_positions(positions, vectors) - 1);
  return vectors == 1 ? one[n] : two[n];
}

}  // namespace tt::kernels
