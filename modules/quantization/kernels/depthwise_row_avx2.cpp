#include "modules/quantization/kernels/depthwise_row.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace tt::quant::kernels {

// Two taps' codes, interleaved and widened, times their weights, interleaved: both products summed at once.
[[gnu::target("avx2")]] void depthwise_sums_avx2(const std::uint8_t* x, const std::ptrdiff_t* steps,
                                                 DepthwiseWeights weights, int channels, std::int32_t* sums) {
  __m256i low = _mm256_setzero_si256(), high = low;
  const std::int16_t* w = weights.pairs;
  for (int pair = 0; pair < weights.tap_pairs; ++pair, w += 2 * channels) {
    const __m128i one = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x + steps[2 * pair]));
    const __m128i other = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x + steps[2 * pair + 1]));
    const auto* at = reinterpret_cast<const __m256i*>(w);
    const __m256i codes_low = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(one, other));
    const __m256i codes_high = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(one, other));
    low = _mm256_add_epi32(low, _mm256_madd_epi16(codes_low, _mm256_loadu_si256(at)));
    high = _mm256_add_epi32(high, _mm256_madd_epi16(codes_high, _mm256_loadu_si256(at + 1)));
  }
  auto* to = reinterpret_cast<__m256i*>(sums);
  _mm256_storeu_si256(to, low);
  _mm256_storeu_si256(to + 1, high);
}

}  // namespace tt::quant::kernels
#endif
