#pragma once
#include <cstdint>

#include "modules/quantization/kernels/isa.h"
#include "modules/quantization/params.h"

namespace tt::quant::kernels {

// Floats as uint8 codes, each as from quant::quantize(): x / scale rounded half to even, plus zero_point,
// clamped to 0 to highest. Returns false, with y unfinished, when some x is NaN.
bool quantize_codes(const float* x, std::int64_t count, QuantParams params, int highest, std::uint8_t* y,
                    Isa isa = best_isa());
bool quantize_codes_avx512vnni(const float* x, std::int64_t count, QuantParams params, int highest,
                               std::uint8_t* y);

}  // namespace tt::quant::kernels
