#pragma once
#include <cstddef>

namespace tt::kernels {

// One block of output channels of the weight gradient, along one run of weights: for r = 0 to length - 1
// dw[r][...] += sum over positions (i, j) of x[i * x_pitch + j * x_step + r] * dy[i * dy_pitch + j * dy_step
// ...].
struct GradientRun {
  const float* x;
  std::ptrdiff_t x_step, x_pitch;  // floats to the next position in a row, and to the next row
  const float* dy;
  std::ptrdiff_t dy_step, dy_pitch;
  int rows, columns;  // of positions
  float* dw;          // [length][channels of the block]
  int length;
};

using GradientRunFunction = void (*)(const GradientRun& run);

// The function for runs of that length and blocks of that many vectors (1 or 2).
GradientRunFunction gradient_run_function(int length, int vectors);

}  // namespace tt::kernels
