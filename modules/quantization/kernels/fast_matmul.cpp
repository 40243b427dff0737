#include "modules/quantization/kernels/fast_matmul.h"

#include <algorithm>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tt::quant::kernels {

namespace {

// Two rows of a and two of b.
struct Rows {
  const std::uint8_t *a0, *a1;
  const std::int8_t *b0, *b1;
};

// Their four sums of products, computed together: each load of a row serves both rows of the other side.
struct Sums {
  std::int32_t s00 = 0, s01 = 0, s10 = 0, s11 = 0;
};

// For every machine.
Sums portable_tile(const Rows& r, int k) {
  // exercise: begin 2
  std::int32_t s00 = 0, s01 = 0, s10 = 0, s11 = 0;
  for (int l = 0; l < k; ++l) {
    const std::int32_t a0 = r.a0[l], a1 = r.a1[l], b0 = r.b0[l], b1 = r.b1[l];
    s00 += a0 * b0, s01 += a0 * b1, s10 += a1 * b0, s11 += a1 * b1;
  }
  return {s00, s01, s10, s11};
  // exercise: end
}

#if defined(__x86_64__)
constexpr int lanes = 16;  // codes of one step

// 16 codes become int16.
[[gnu::target("avx2")]] inline __m256i widen(const std::uint8_t* codes) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
}
[[gnu::target("avx2")]] inline __m256i widen(const std::int8_t* codes) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
}

// AVX2's product of bytes saturates; that of int16, which adds neighbours in int32, is exact.
[[gnu::target("avx2")]] inline void add_products(__m256i& sums, __m256i a, __m256i b) {
  // exercise: begin 2
  sums = _mm256_add_epi32(sums, _mm256_madd_epi16(a, b));
  // exercise: end
}

// The sum of eight sums.
[[gnu::target("avx2")]] inline std::int32_t total(__m256i sums) {
  // exercise: begin 2
  __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0b01'00'11'10));  // the other half
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0b10'11'00'01));  // the neighbour
  return _mm_cvtsi128_si32(four);
  // exercise: end
}

[[gnu::target("avx2")]] Sums avx2_tile(const Rows& r, int k) {
  // exercise: begin 2
  __m256i s00{}, s01{}, s10{}, s11{};
  int l = 0;
  for (; l + lanes <= k; l += lanes) {
    const __m256i a0 = widen(r.a0 + l), a1 = widen(r.a1 + l), b0 = widen(r.b0 + l), b1 = widen(r.b1 + l);
    add_products(s00, a0, b0), add_products(s01, a0, b1);
    add_products(s10, a1, b0), add_products(s11, a1, b1);
  }
  // Before the call, over which no register is kept: otherwise g++ holds the sums in memory throughout.
  const Sums most = {total(s00), total(s01), total(s10), total(s11)};
  const Sums rest = portable_tile({r.a0 + l, r.a1 + l, r.b0 + l, r.b1 + l}, k - l);
  return {most.s00 + rest.s00, most.s01 + rest.s01, most.s10 + rest.s10, most.s11 + rest.s11};
  // exercise: end
}
#endif

}  // namespace

void fast_matmul(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n, Isa isa) {
  // exercise: begin 1
  auto tile = portable_tile;
  static_cast<void>(isa);
#if defined(__x86_64__)
  if (isa != Isa::portable) tile = avx2_tile;
#endif
  for (int i = 0; i < m; i += 2)
    for (int j = 0; j < n; j += 2) {
      // An odd row at the end is its own partner, and is computed twice.
      const std::ptrdiff_t i0 = i, i1 = std::min(i + 1, m - 1), j0 = j, j1 = std::min(j + 1, n - 1);
      const Sums s = tile({a + i0 * k, a + i1 * k, b + j0 * k, b + j1 * k}, k);
      c[i0 * n + j0] = s.s00, c[i0 * n + j1] = s.s01, c[i1 * n + j0] = s.s10, c[i1 * n + j1] = s.s11;
    }
  // exercise: end
}

}  // namespace tt::quant::kernels
