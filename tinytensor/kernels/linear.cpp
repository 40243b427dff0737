#include "tinytensor/kernels/linear.h"

#include <algorithm>

#include "tinytensor/kernels/matmul.h"

namespace tt::kernels {

void linear_forward(const float* x, const float* w, const float* bias, float* y, int rows, int in, int out) {
  for (int n = 0; n < rows; ++n)
    for (int o = 0; o < out; ++o) y[n * out + o] = bias ? bias[o] : 0;
  matmul(x, false, w, true, y, rows, in, out, true);
}

void linear_backward(const float* x, const float* w, const float* dy, float* dw, float* db, float* dx,
                     int rows, int in, int out) {
  if (dw) matmul(dy, true, x, false, dw, out, rows, in, false);
  if (dx) matmul(dy, false, w, false, dx, rows, out, in, false);
  if (!db) return;
  std::fill_n(db, out, 0.0f);
  for (int n = 0; n < rows; ++n)
    for (int o = 0; o < out; ++o) db[o] += dy[n * out + o];
}

PackedLinear::PackedLinear(const float* w, const float* bias, int in, int out)
    : in_(in), out_(out), weight_(std::int64_t{in} * out), bias_(out) {
  std::copy_n(w, std::int64_t{in} * out, weight_.data());
  if (bias)
    std::copy_n(bias, out, bias_.data());
  else
    std::fill_n(bias_.data(), out, 0.0f);
}

void PackedLinear::run(const float* x, float* y, int rows) const {
  linear_forward(x, weight_.data(), bias_.data(), y, rows, in_, out_);
}

}  // namespace tt::kernels
