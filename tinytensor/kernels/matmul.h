#pragma once

namespace tt::kernels {

// c = a b, or c += a b when accumulate. c: [m, n]; a: [m, k], or [k, m] when a_transposed; b: [k, n], or [n,
// k] when b_transposed; all row-major and apart from each other. The order of summation is unspecified, but
// the same for any number of threads.
void matmul(const float* a, bool a_transposed, const float* b, bool b_transposed, float* c, int m, int k,
            int n, bool accumulate);

}  // namespace tt::kernels
