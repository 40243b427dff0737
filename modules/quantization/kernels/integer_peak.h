#pragma once
#include "modules/quantization/kernels/isa.h"

namespace tt::quant::kernels {

// Multiplies and adds codes in registers only, on that many threads: the peak to measure integer kernels
// against. Result: how many operations it did (two a product); 0, at once, for Isa::portable.
double integer_multiply_add_in_registers(int threads, Isa isa);

}  // namespace tt::quant::kernels
