#pragma once
#include <cstdint>

#include "modules/quantization/kernels/isa.h"

namespace tt::quant::kernels {

// The same sums as integer_matmul's, to the last bit, sooner: c[i][j] = sum over l of a[i][l] b[j][l].
// a: [m, k], b: [n, k], c: [m, n]; sizes may be 0. k is at most 32,896, so that no sum leaves int32. isa:
// whose instructions may be used; one that is available. Nothing outside of a and b is read.
void fast_matmul(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n,
                 Isa isa = best_isa());

}  // namespace tt::quant::kernels
