#include "modules/quantization/kernels/quantize_codes.h"

#include <algorithm>
#include <cmath>

namespace tt::quant::kernels {

bool quantize_codes(const float* __restrict x, std::int64_t count, QuantParams params, int highest,
                    std::uint8_t* __restrict y, Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx512vnni) return quantize_codes_avx512vnni(x, count, params, highest, y);
#endif
  static_cast<void>(isa);
  const auto low = static_cast<float>(-params.zero_point),
             high = static_cast<float>(highest - params.zero_point);
  std::int32_t nan = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    nan |= x[i] != x[i];
    const float steps =
        std::min(std::max(low, std::nearbyint(x[i] / params.scale)), high);  // a NaN gives low
    y[i] = static_cast<std::uint8_t>(static_cast<int>(steps) + params.zero_point);
  }
  return nan == 0;
}

}  // namespace tt::quant::kernels
