#pragma once
#include <cstddef>

namespace tt::kernels {

// Neighbouring results of a depthwise convolution in one row: all its channels, and the same taps for each.
struct DepthwiseTile {
  const float* source;                       // under the first tap of the first result
  std::ptrdiff_t source_step, source_pitch;  // floats to the next result's place, and to the next row of taps
  const float* weights;                      // [rows of taps][weight_pitch], zeros up to whole vectors
  std::ptrdiff_t weight_step, weight_pitch;  // floats to the next tap, and to the next row of taps
  int rows, columns;                         // taps
  const float* bias;                         // null: 0
  float* result;
  std::ptrdiff_t result_step;
  int count;     // results
  int channels;  // also the floats between neighbouring taps in the source
  bool relu;
};

void depthwise_tiles(const DepthwiseTile& tile);

}  // namespace tt::kernels
