#pragma once

namespace tt::kernels {

// A row-major matrix, or the transpose of what is stored.
struct Matrix {
  const float* data;
  bool transposed = false;
};
// c = a b, or c += a b. a: [m, k], b: [k, n], c: [m, n], row-major; c overlaps neither a nor b. The order of
// summation is unspecified, but the same for any number of threads.
enum class Into { overwrite, add };
void matmul(Matrix a, Matrix b, float* c, int m, int k, int n, Into into = Into::overwrite);

}  // namespace tt::kernels
