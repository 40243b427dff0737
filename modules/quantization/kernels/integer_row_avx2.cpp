#include "modules/quantization/kernels/integer_row_tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstring>
#include <vector>

#define TT_AVX2 gnu::target("avx2")
#define TT_INLINE TT_AVX2, gnu::always_inline
#if defined(__clang__)
#define TT_UNROLL _Pragma("clang loop unroll(full)")
#else
#define TT_UNROLL _Pragma("GCC unroll 16")
#endif

namespace tt::quant::kernels {

namespace {

constexpr int half = block / 2;  // outputs of one register

// AVX2's own product of bytes saturates; products of int16, added in pairs, are exact. So a row's codes are
// widened to int16 before its tiles run, and weights as they are loaded.
struct WideRow {
  const IntegerRow& row;
  const std::int16_t* x;  // row.x, widened: its steps count codes
};

[[TT_INLINE]] inline __m256i two_codes(const std::int16_t* x) {
  std::int32_t two;
  std::memcpy(&two, x, sizeof two);
  return _mm256_set1_epi32(two);
}

// Two weights for each of 8 outputs.
[[TT_INLINE]] inline __m256i weights_at(const std::int8_t* w) {
  return _mm256_cvtepi8_epi16(_mm_load_si128(reinterpret_cast<const __m128i*>(w)));
}

// In assembly, since g++ 12 would keep sums in memory.
[[TT_INLINE]] inline void add(__m256i& sums, __m256i products) {
  asm("vpaddd %1, %0, %0" : "+x"(sums) : "x"(products));
}

[[TT_INLINE]] inline __m256i load(const std::int32_t* values) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values));
}

// sums * 2^left, saturated.
[[TT_INLINE]] inline __m256i shift_left(__m256i sums, __m256i left) {
  const __m256i shifted = _mm256_sllv_epi32(sums, left);
  const __m256i saturated = _mm256_xor_si256(_mm256_srai_epi32(sums, 31), _mm256_set1_epi32(0x7fffffff));
  const __m256i whole = _mm256_cmpeq_epi32(_mm256_srav_epi32(shifted, left), sums);
  return _mm256_blendv_epi8(saturated, shifted, whole);
}

// requantize() of the sums of 8 outputs, from `first` on. The high half of 2 a b, rounded, is (a b + 2^30) >>
// 31 whatever the sign; even and odd sums have separate 64-bit products.
[[TT_INLINE]] inline __m256i requantize(__m256i sums, const Stage& s, int first) {
  const __m256i mantissa = load(s.mantissas + first), right = load(s.rights + first);
  if (s.any_left) sums = shift_left(sums, load(s.lefts + first));
  const __m256i round = _mm256_set1_epi64x(1 << 30), one = _mm256_set1_epi32(1);
  const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(sums, mantissa), round);
  const __m256i odd =
      _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(sums, 32), _mm256_srli_epi64(mantissa, 32)), round);
  const __m256i high = _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xaa);
  const __m256i remainder = _mm256_sub_epi32(_mm256_sllv_epi32(one, right), one);
  const __m256i threshold = _mm256_add_epi32(_mm256_srli_epi32(remainder, 1), _mm256_srli_epi32(high, 31));
  const __m256i up = _mm256_cmpgt_epi32(_mm256_and_si256(high, remainder), threshold);
  __m256i code = _mm256_sub_epi32(_mm256_srav_epi32(high, right), up);
  // Clamped before the zero point is added, so that the addition cannot overflow.
  code = _mm256_max_epi32(code, _mm256_set1_epi32(s.lowest - s.zero_point));
  code = _mm256_min_epi32(code, _mm256_set1_epi32(s.highest - s.zero_point));
  return _mm256_add_epi32(code, _mm256_set1_epi32(s.zero_point));
}

// Stores the results of one block of outputs, from `first` on, at one column.
[[TT_INLINE]] inline void store(const IntegerRow& r, __m256i low, __m256i high, int column, int first) {
  const auto count = static_cast<std::size_t>(r.outputs - first < block ? r.outputs - first : block);
  const std::ptrdiff_t to = column * r.y_step + first;
  low = _mm256_add_epi32(low, load(r.stage.offsets + first));
  high = _mm256_add_epi32(high, load(r.stage.offsets + first + half));
  if (r.sums) {
    __m256i sums[] = {low, high};
    std::memcpy(r.sums + to, sums, count * sizeof(std::int32_t));
    return;
  }
  const __m256i words =
      _mm256_packus_epi32(requantize(low, r.stage, first), requantize(high, r.stage, first + half));
  const __m256i bytes = _mm256_packus_epi16(words, words);
  const __m256i ordered = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 0, 4, 1, 5));
  const __m128i codes = _mm256_castsi256_si128(ordered);
  if (count == block)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(r.y + to), codes);
  else
    std::memcpy(r.y + to, &codes, count);
}

// Columns by blocks of results, two registers a block. The sums stay in registers.
template <int rows, int columns, int blocks>
struct Tile {
  static constexpr int positions = rows * columns, halves = 2 * blocks;
  using Sums = __m256i[positions][halves];

  [[TT_INLINE]] static void add_quad(const IntegerRow& r, Sums& sums, const std::int16_t* x,
                                     const std::int8_t* w) {
    TT_UNROLL
    for (int pair = 0; pair < 2; ++pair) {
      __m256i weights[halves];
      TT_UNROLL
      for (int h = 0; h < halves; ++h)
        weights[h] =
            weights_at(w + h / 2 * std::ptrdiff_t{r.quads} * 4 * block + (2 * pair + h % 2) * 2 * half);
      TT_UNROLL
      for (int p = 0; p < positions; ++p) {
        const __m256i codes =
            two_codes(x + p / columns * r.row_step + p % columns * r.column_step + 2 * pair);
        TT_UNROLL
        for (int h = 0; h < halves; ++h) add(sums[p][h], _mm256_madd_epi16(codes, weights[h]));
      }
    }
  }

  [[TT_AVX2]] static void run(const WideRow& wide, int column, int first) {
    const IntegerRow& r = wide.row;
    Sums sums = {};
    const std::int16_t* x = wide.x + column * r.column_step * rows;
    const std::int8_t* w = r.weights + std::ptrdiff_t{first} * r.quads * 4;
    for (int q = 0; q < r.quads; ++q, w += 4 * block) add_quad(r, sums, x + r.steps[q], w);
    TT_UNROLL
    for (int c = 0; c < columns / rows; ++c) TT_UNROLL
    for (int b = 0; b < blocks; ++b) {
      __m256i sum[2];
      TT_UNROLL
      for (int h = 0; h < 2; ++h) {
        sum[h] = sums[c * rows][2 * b + h];
        if constexpr (rows == 2) {
          const __m256i above = _mm256_max_epi32(sum[h], sums[2 * c + 1][2 * b + h]);
          sum[h] = _mm256_max_epi32(sums[columns + 2 * c][2 * b + h], sums[columns + 2 * c + 1][2 * b + h]);
          sum[h] = _mm256_max_epi32(above, sum[h]);
        }
      }
      store(r, sum[0], sum[1], column + c, first + b * block);
    }
  }
};

template <int rows>
void run_blocks(const WideRow& wide) {
  for (int first = 0; first < wide.row.outputs; first += block)
    run_columns<Tile, rows, 1, 4>(wide, wide.row.columns, first);
}

[[TT_AVX2]] void widen(const std::uint8_t* x, std::int64_t count, std::int16_t* wide) {
  for (std::int64_t i = 0; i < count; ++i) wide[i] = x[i];
}

}  // namespace

[[TT_AVX2]] void finish_block_avx2(const IntegerRow& r, const std::int32_t* sums, int column, int first) {
  store(r, load(sums), load(sums + half), column, first);
}

void integer_row_avx2(const IntegerRow& r) {
  static thread_local std::vector<std::int16_t> wide;
  const std::int64_t side = r.pooled ? 2 : 1;  // positions of a column in each direction
  const std::int64_t count =
      r.steps[r.quads - 1] + 4 + (side * r.columns - 1) * r.column_step + (side - 1) * r.row_step;
  if (std::ssize(wide) < count) wide.resize(static_cast<std::size_t>(count));
  widen(r.x, count, wide.data());
  if (r.pooled)
    run_blocks<2>({r, wide.data()});
  else
    run_blocks<1>({r, wide.data()});
}

}  // namespace tt::quant::kernels
#endif
