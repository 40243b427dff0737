#pragma once
#include <cstdint>

namespace tt::quant::kernels {

// Sums of products of codes, no zero points: c[i][j] = sum over l of a[i][l] b[j][l].
// a: [m, k], b: [n, k], c: [m, n]. k is at most 32,896, so that no sum leaves int32.
void integer_matmul(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n);

}  // namespace tt::quant::kernels
