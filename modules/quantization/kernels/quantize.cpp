#include "modules/quantization/kernels/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tt::quant::kernels {

void quantize(const float* __restrict x, std::uint8_t* __restrict codes, std::int64_t count,
              QuantParams params, int lowest, int highest) {
  const float scale = params.scale;
  const auto low = static_cast<float>(lowest - params.zero_point),
             high = static_cast<float>(highest - params.zero_point);
  for (std::int64_t i = 0; i < count; ++i) {
    const float steps = std::min(std::max(std::nearbyint(x[i] / scale), low), high);
    codes[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(steps) + params.zero_point);
  }
}

template <class Code>
static void dequantize_as(const std::uint8_t* __restrict codes, float* __restrict y, std::int64_t count,
                          QuantParams params) {
  for (std::int64_t i = 0; i < count; ++i)
    y[i] = params.scale * static_cast<float>(static_cast<Code>(codes[i]) - params.zero_point);
}

void dequantize(const std::uint8_t* codes, float* y, std::int64_t count, QuantParams params, bool is_signed) {
  if (is_signed)
    dequantize_as<std::int8_t>(codes, y, count, params);
  else
    dequantize_as<std::uint8_t>(codes, y, count, params);
  constexpr float largest = std::numeric_limits<float>::max();
  if (params.scale < largest / 512) return;  // no two codes are 512 steps apart
  for (std::int64_t i = 0; i < count; ++i) y[i] = std::clamp(y[i], -largest, largest);
}

}  // namespace tt::quant::kernels
