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
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
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
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

// The sum of eight sums.
[[gnu::target("avx2")]] inline std::int32_t total(__m256i sums) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

[[gnu::target("avx2")]] Sums avx2_tile(const Rows& r, int k) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}
#endif

}  // namespace

void fast_matmul(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n, Isa isa) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

}  // namespace tt::quant::kernels
