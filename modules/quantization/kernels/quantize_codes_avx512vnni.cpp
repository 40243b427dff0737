#include "modules/quantization/kernels/quantize_codes.h"

#if defined(__x86_64__)
// g++ 12 warns of the undefined operand inside its own intrinsics.
#pragma GCC diagnostic push
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop

namespace tt::quant::kernels {

// A product with 1 / scale is faster than the division and rounds to the same code, unless it lies so near
// the middle between two that its own error (below 255 * 2^-22) may decide; then the division does.
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]] bool quantize_codes_avx512vnni(
    const float* x, std::int64_t count, QuantParams params, int highest, std::uint8_t* y) {
  const __m512 scale = _mm512_set1_ps(params.scale), inverse = _mm512_set1_ps(1 / params.scale);
  const __m512 low = _mm512_set1_ps(static_cast<float>(-params.zero_point));
  const __m512 high = _mm512_set1_ps(static_cast<float>(highest - params.zero_point));
  const __m512i zero_point = _mm512_set1_epi32(params.zero_point);
  const __m512 near_half = _mm512_set1_ps(params.scale < 0x1p125f ? 0.499f : -1);  // 1 / scale: not denormal
  constexpr int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
  __mmask16 nan = 0;
  for (std::int64_t i = 0; i < count; i += 16) {
    const auto mask = static_cast<__mmask16>(count - i >= 16 ? 0xffff : (1 << (count - i)) - 1);
    const __m512 real = _mm512_maskz_loadu_ps(mask, x + i);
    nan |= _mm512_cmp_ps_mask(real, real, _CMP_UNORD_Q);
    __m512 steps = _mm512_min_ps(_mm512_max_ps(_mm512_mul_ps(real, inverse), low), high);
    const __m512 error = _mm512_sub_ps(steps, _mm512_roundscale_ps(steps, nearest));
    if (_mm512_cmp_ps_mask(_mm512_abs_ps(error), near_half, _CMP_GT_OQ))
      steps = _mm512_min_ps(_mm512_max_ps(_mm512_div_ps(real, scale), low), high);
    const __m512i code = _mm512_add_epi32(_mm512_cvtps_epi32(steps), zero_point);
    _mm512_mask_cvtepi32_storeu_epi8(y + i, mask, code);
  }
  return nan == 0;
}

}  // namespace tt::quant::kernels
#endif
