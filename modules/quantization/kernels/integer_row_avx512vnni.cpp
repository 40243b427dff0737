#include "modules/quantization/kernels/integer_row_tiles.h"

#if defined(__x86_64__)
// g++ 12 warns of the undefined operand inside its own intrinsics.
#pragma GCC diagnostic push
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop

#include <cstring>

#define TT_AVX512VNNI gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")
#define TT_INLINE TT_AVX512VNNI, gnu::always_inline
#if defined(__clang__)
#define TT_UNROLL _Pragma("clang loop unroll(full)")
#else
#define TT_UNROLL _Pragma("GCC unroll 16")
#endif

namespace tt::quant::kernels {

namespace {

// 16 sums of four products each. In assembly, since g++ 12 moves its intrinsic's sums through memory.
[[TT_INLINE]] inline void add_dot(__m512i& sums, __m512i codes, __m512i weights) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(codes), "v"(weights));
}

[[TT_INLINE]] inline __m512i four_codes(const std::uint8_t* x) {
  std::int32_t codes;
  std::memcpy(&codes, x, sizeof codes);
  return _mm512_set1_epi32(codes);
}

// The stage's numbers for one block of outputs.
struct BlockStage {
  __m512i offset, mantissa, mantissa_odd, left, right, remainder, half;
};

[[TT_INLINE]] inline BlockStage load_stage(const Stage& s, int first) {
  BlockStage b;
  b.offset = _mm512_loadu_si512(s.offsets + first);
  b.mantissa = _mm512_loadu_si512(s.mantissas + first);
  b.mantissa_odd = _mm512_srli_epi64(b.mantissa, 32);
  b.left = _mm512_loadu_si512(s.lefts + first);
  b.right = _mm512_loadu_si512(s.rights + first);
  const __m512i one = _mm512_set1_epi32(1);
  b.remainder = _mm512_sub_epi32(_mm512_sllv_epi32(one, b.right), one);
  b.half = _mm512_srli_epi32(b.remainder, 1);
  return b;
}

// sums * 2^left, saturated.
[[TT_INLINE]] inline __m512i shift_left(__m512i sums, __m512i left) {
  const __m512i shifted = _mm512_sllv_epi32(sums, left);
  const __m512i saturated = _mm512_xor_si512(_mm512_srai_epi32(sums, 31), _mm512_set1_epi32(0x7fffffff));
  const __mmask16 whole = _mm512_cmpeq_epi32_mask(_mm512_srav_epi32(shifted, left), sums);
  return _mm512_mask_mov_epi32(saturated, whole, shifted);
}

// requantize() of 16 sums. The high half of 2 a b, rounded, is (a b + 2^30) >> 31 whatever the sign; even
// and odd sums have separate 64-bit products.
[[TT_INLINE]] inline __m512i requantize(__m512i sums, const BlockStage& b, const Stage& s) {
  if (s.any_left) sums = shift_left(sums, b.left);
  const __m512i round = _mm512_set1_epi64(1 << 30);
  const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(sums, b.mantissa), round);
  const __m512i odd = _mm512_add_epi64(_mm512_mul_epi32(_mm512_srli_epi64(sums, 32), b.mantissa_odd), round);
  const __m512i high = _mm512_mask_mov_epi32(_mm512_srli_epi64(even, 31), 0xaaaa, _mm512_slli_epi64(odd, 1));
  const __m512i threshold = _mm512_add_epi32(b.half, _mm512_srli_epi32(high, 31));
  const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(high, b.remainder), threshold);
  __m512i code = _mm512_srav_epi32(high, b.right);
  code = _mm512_mask_sub_epi32(code, up, code, _mm512_set1_epi32(-1));
  // Clamped before the zero point is added, so that the addition cannot overflow.
  code = _mm512_max_epi32(code, _mm512_set1_epi32(s.lowest - s.zero_point));
  code = _mm512_min_epi32(code, _mm512_set1_epi32(s.highest - s.zero_point));
  return _mm512_add_epi32(code, _mm512_set1_epi32(s.zero_point));
}

// Stores the results of one block of outputs, from `first` on, at one column.
[[TT_INLINE]] inline void store(const IntegerRow& r, __m512i sums, const BlockStage& b, int column,
                                int first) {
  const int count = r.outputs - first;
  const auto mask = static_cast<__mmask16>(count >= block ? 0xffff : (1 << count) - 1);
  const std::ptrdiff_t to = column * r.y_step + first;
  sums = _mm512_add_epi32(sums, b.offset);
  if (r.sums)
    _mm512_mask_storeu_epi32(r.sums + to, mask, sums);
  else
    _mm512_mask_cvtepi32_storeu_epi8(r.y + to, mask, requantize(sums, b, r.stage));
}

// Columns by blocks of results. One quad loads the weights of each block and broadcasts four codes for each
// position; the sums stay in registers. Where sums are few, several quads have their own, since a dot product
// takes five cycles and two can start in each.
template <int rows, int columns, int blocks>
struct Tile {
  static constexpr int positions = rows * columns, chains = positions * blocks;
  static constexpr int splits = chains == 1 ? 8 : chains <= 4 ? 4 : chains <= 6 ? 2 : 1;
  using Sums = __m512i[splits][positions][blocks];

  [[TT_INLINE]] static void add_quad(const IntegerRow& r, __m512i (&sums)[positions][blocks],
                                     const std::uint8_t* x, const std::int8_t* w) {
    __m512i weights[blocks];
    TT_UNROLL
    for (int b = 0; b < blocks; ++b)
      weights[b] = _mm512_load_si512(w + std::ptrdiff_t{b} * r.quads * 4 * block);
    const std::uint8_t* base = x;
    TT_UNROLL
    for (int p = 0; p < positions; ++p) {
      const int column = p % columns;
      if (p > 0 && column == 0) base = x + r.row_step;
      if (column > 0 && column % 3 == 0) base += 3 * r.column_step;
      asm("" : "+r"(base));  // or else g++ keeps an offset for each position, more than there are registers
      const __m512i codes = four_codes(base + column % 3 * r.column_step);
      TT_UNROLL
      for (int b = 0; b < blocks; ++b) add_dot(sums[p][b], codes, weights[b]);
    }
  }

  [[TT_INLINE]] static void add_quads(const IntegerRow& r, Sums& sums, const std::uint8_t* x,
                                      const std::int8_t* w) {
    int q = 0;
    for (; q + splits <= r.quads; q += splits, w += splits * 4 * block) TT_UNROLL
    for (int s = 0; s < splits; ++s) add_quad(r, sums[s], x + r.steps[q + s], w + s * 4 * block);
    if constexpr (splits > 1)
      for (; q < r.quads; ++q, w += 4 * block) add_quad(r, sums[0], x + r.steps[q], w);
    TT_UNROLL
    for (int s = 1; s < splits; ++s) TT_UNROLL
    for (int p = 0; p < positions; ++p) TT_UNROLL
    for (int b = 0; b < blocks; ++b) sums[0][p][b] = _mm512_add_epi32(sums[0][p][b], sums[s][p][b]);
  }

  [[TT_AVX512VNNI]] static void run(const IntegerRow& r, int column, int first) {
    Sums sums = {};
    add_quads(r, sums, r.x + column * r.column_step * rows, r.weights + std::ptrdiff_t{first} * r.quads * 4);
    TT_UNROLL
    for (int b = 0; b < blocks; ++b) {
      const BlockStage stage = load_stage(r.stage, first + b * block);
      TT_UNROLL
      for (int c = 0; c < columns / rows; ++c) {
        __m512i sum = sums[0][c * rows][b];
        if constexpr (rows == 2) {
          const __m512i above = _mm512_max_epi32(sum, sums[0][2 * c + 1][b]);
          sum = _mm512_max_epi32(sums[0][columns + 2 * c][b], sums[0][columns + 2 * c + 1][b]);
          sum = _mm512_max_epi32(above, sum);
        }
        store(r, sum, stage, column + c, first + b * block);
      }
    }
  }
};

template <int rows>
void run_blocks(const IntegerRow& r) {
  const int blocks = (r.outputs + block - 1) / block;
  for (int b = 0; b < blocks;) {
    const int left = blocks - b, first = b * block;
    if (left >= 4 && r.columns * rows * rows <= 4) {
      run_columns<Tile, rows, 4, 4>(r, r.columns, first);
      b += 4;
    } else if (left >= 2) {
      run_columns<Tile, rows, 2, 12>(r, r.columns, first);
      b += 2;
    } else {
      run_columns<Tile, rows, 1, rows == 2 ? 24 : 12>(r, r.columns, first);
      b += 1;
    }
  }
}

}  // namespace

[[TT_AVX512VNNI]] void finish_block_avx512vnni(const IntegerRow& r, const std::int32_t* sums, int column,
                                               int first) {
  store(r, _mm512_loadu_si512(sums), load_stage(r.stage, first), column, first);
}

void integer_row_avx512vnni(const IntegerRow& r) {
  if (r.pooled)
    run_blocks<2>(r);
  else
    run_blocks<1>(r);
}

}  // namespace tt::quant::kernels
#endif
