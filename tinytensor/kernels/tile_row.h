#pragma once
#include <cstddef>
#include <cstdint>

namespace tt::kernels {

// One block of result channels along one row of positions: result[p] = relu(bias + sum over runs and k of
// source[p * source_step + offsets[run] + k] * weights[run * length + k][...]), for p = 0 to positions - 1.
struct TileRow {
  const float* source;
  std::ptrdiff_t source_step;
  const std::int32_t* offsets;  // floats from source to where each run begins
  int runs, length;
  const float* weights;  // [runs][length][block channels], 0 where the last block has no channel
  const float* bias;     // [block channels]; null: 0
  float* result;
  std::ptrdiff_t result_step;
  int channels;  // how many of the block's channels are stored
  int positions;
  bool relu;
};

using TileRowFunction = void (*)(const TileRow& row);

// The function for rows of that many positions and blocks of that many vectors (1 or 2).
TileRowFunction tile_row_function(int positions, int vectors);

}  // namespace tt::kernels
