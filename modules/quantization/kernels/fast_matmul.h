#pragma once
#include <cstdint>

#include "modules/quantization/kernels/isa.h"

namespace tt::quant::kernels {

// The same sums as integer_matmul(), to the last bit, but faster: c[i][j] = sum over l of a[i][l] b[j][l].
// a: [m, k], b: [n, k], c: [m, n]; sizes may be 0. k is at most 32,896, so that no sum leaves int32. isa: an
// available one, whose instructions may be used. Nothing outside of a and b is read.
void fast_matmul(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n,
                 Isa isa = best_isa());

}  // namespace tt::quant::kernels
