#pragma once
#include <cstddef>

namespace tt::kernels {

// A rectangle of the weight gradient: for o = 0 to outs - 1 and r = 0 to length - 1
// dw[o * dw_step + r] += sum over positions (i, j) of dy[i * dy_pitch + j * dy_step + o] * x[i * x_pitch + j
// * x_step + r]. x is read in whole vectors, beyond length.
struct GradientTile {
  const float* x;
  std::ptrdiff_t x_step, x_pitch;  // floats to the next position in a row, and to the next row of positions
  const float* dy;
  std::ptrdiff_t dy_step, dy_pitch;
  int rows, columns;  // of positions
  float* dw;
  std::ptrdiff_t dw_step;
  int outs, length;
};

// The fastest functions for a number of output channels: for blocks of one vector and of two, from r on.
using GradientFunction = void (*)(const GradientTile& tile, int r);
struct GradientFunctions {
  explicit GradientFunctions(int outs);
  GradientFunction one, two;
};

void add_gradient(const GradientTile& tile, const GradientFunctions& functions);

}  // namespace tt::kernels
