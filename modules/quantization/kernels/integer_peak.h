#pragma once
#include "modules/quantization/kernels/isa.h"

namespace tt::quant::kernels {

// Multiplies and adds codes in registers alone, on that many threads, and says how many operations it did
// (two a product): what integer kernels are measured against. 0, at once, for Isa::portable.
double integer_multiply_add_in_registers(int threads, Isa isa);

}  // namespace tt::quant::kernels
