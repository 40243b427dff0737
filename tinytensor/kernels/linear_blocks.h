#pragma once
// The two products of a linear layer, over row-major matrices as they lie in memory. Private to linear.cpp.

namespace tt::kernels {

// y = x w' + bias: every value is the dot product of two rows. x: [rows, in], w: [out, in], bias: [out] or
// null, y: [rows, out]. Each value is summed in the same order wherever its row is computed.
void dot_rows(const float* x, const float* w, const float* bias, float* y, int rows, int in, int out);

// c = a b, where a's element (i, k) is a[i * row_step + k * depth_step]: a matrix or its transpose. b:
// [depth, columns]; c: [rows, columns]. Only columns [first, last) of c are computed.
struct Strided {
  const float* values;
  int row_step, depth_step;
};
void sum_rows(const Strided& a, const float* b, float* c, int rows, int depth, int columns, int first,
              int last);

}  // namespace tt::kernels
