#include "modules/quantization/kernels/integer_row_tiles.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#include <cstring>

#if defined(__clang__)
#define TT_DOTPROD gnu::target("dotprod")
#define TT_UNROLL _Pragma("clang loop unroll(full)")
#else
#define TT_DOTPROD gnu::target("arch=armv8.2-a+dotprod")
#define TT_UNROLL _Pragma("GCC unroll 16")
#endif
#define TT_INLINE TT_DOTPROD, gnu::always_inline

namespace tt::quant::kernels {

namespace {

constexpr int quarters = 4, quarter = block / quarters;  // outputs of one register

// Four sums of four products each, of signed bytes. In assembly: some compilers need flags for the intrinsic.
[[TT_INLINE]] inline void add_dot(int32x4_t& sums, int8x16_t codes, int8x16_t weights) {
  asm("sdot %0.4s, %1.16b, %2.16b" : "+w"(sums) : "w"(codes), "w"(weights));
}

// Codes less 128, to make them signed.
[[TT_INLINE]] inline int8x16_t four_codes(const std::uint8_t* x) {
  std::uint32_t codes;
  std::memcpy(&codes, x, sizeof codes);
  return vreinterpretq_s8_u32(vdupq_n_u32(codes ^ 0x80808080u));
}

// requantize() of the sums of 4 outputs, from `first` on.
[[TT_INLINE]] inline int32x4_t requantize(int32x4_t sums, const Stage& s, int first) {
  if (s.any_left) sums = vqshlq_s32(sums, vld1q_s32(s.lefts + first));
  const int32x4_t high = vqrdmulhq_s32(sums, vld1q_s32(s.mantissas + first));
  const int32x4_t right = vnegq_s32(vld1q_s32(s.rights + first));
  // The shift rounds halves up; taking 1 off negative values makes that away from zero.
  const int32x4_t fix = vshrq_n_s32(vandq_s32(high, right), 31);
  int32x4_t code = vrshlq_s32(vqaddq_s32(high, fix), right);
  // Clamped before the zero point is added, so that the addition cannot overflow.
  code = vmaxq_s32(code, vdupq_n_s32(s.lowest - s.zero_point));
  code = vminq_s32(code, vdupq_n_s32(s.highest - s.zero_point));
  return vaddq_s32(code, vdupq_n_s32(s.zero_point));
}

// Stores the results of one block of outputs, from `first` on, at one column.
[[TT_INLINE]] inline void store(const IntegerRow& r, int32x4_t (&sums)[quarters], int column, int first) {
  const auto count = static_cast<std::size_t>(r.outputs - first < block ? r.outputs - first : block);
  const std::ptrdiff_t to = column * r.y_step + first;
  TT_UNROLL
  for (int v = 0; v < quarters; ++v)
    sums[v] = vaddq_s32(sums[v], vld1q_s32(r.stage.offsets + first + v * quarter));
  if (r.sums) {
    std::memcpy(r.sums + to, sums, count * sizeof(std::int32_t));
    return;
  }
  TT_UNROLL
  for (int v = 0; v < quarters; ++v) sums[v] = requantize(sums[v], r.stage, first + v * quarter);
  const uint16x8_t low = vcombine_u16(vqmovun_s32(sums[0]), vqmovun_s32(sums[1]));
  const uint16x8_t high = vcombine_u16(vqmovun_s32(sums[2]), vqmovun_s32(sums[3]));
  const uint8x16_t codes = vcombine_u8(vmovn_u16(low), vmovn_u16(high));
  std::memcpy(r.y + to, &codes, count);
}

// Columns by one block of results, in registers. less: the part of the sums due to taking 128 off the codes.
template <int rows, int columns, int blocks>
struct Tile {
  static_assert(blocks == 1);
  static constexpr int positions = rows * columns;
  using Sums = int32x4_t[positions][quarters];

  [[TT_INLINE]] static void add_quad(const IntegerRow& r, Sums& sums, int32x4_t (&less)[quarters],
                                     const std::uint8_t* x, const std::int8_t* w) {
    int8x16_t weights[quarters];
    TT_UNROLL
    for (int v = 0; v < quarters; ++v) {
      weights[v] = vld1q_s8(w + v * 4 * quarter);
      add_dot(less[v], vdupq_n_s8(-128), weights[v]);
    }
    TT_UNROLL
    for (int p = 0; p < positions; ++p) {
      const int8x16_t codes = four_codes(x + p / columns * r.row_step + p % columns * r.column_step);
      TT_UNROLL
      for (int v = 0; v < quarters; ++v) add_dot(sums[p][v], codes, weights[v]);
    }
  }

  [[TT_DOTPROD]] static void run(const IntegerRow& r, int column, int first) {
    Sums sums = {};
    int32x4_t less[quarters] = {};
    const std::uint8_t* x = r.x + column * r.column_step * rows;
    const std::int8_t* w = r.weights + std::ptrdiff_t{first} * r.quads * 4;
    for (int q = 0; q < r.quads; ++q, w += 4 * block) add_quad(r, sums, less, x + r.steps[q], w);
    TT_UNROLL
    for (int c = 0; c < columns / rows; ++c) {
      int32x4_t sum[quarters];
      TT_UNROLL
      for (int v = 0; v < quarters; ++v) {
        sum[v] = sums[c * rows][v];
        if constexpr (rows == 2) {
          const int32x4_t above = vmaxq_s32(sum[v], sums[2 * c + 1][v]);
          sum[v] = vmaxq_s32(above, vmaxq_s32(sums[columns + 2 * c][v], sums[columns + 2 * c + 1][v]));
        }
        sum[v] = vsubq_s32(sum[v], less[v]);
      }
      store(r, sum, column + c, first);
    }
  }
};

template <int rows>
void run_blocks(const IntegerRow& r) {
  for (int first = 0; first < r.outputs; first += block) run_columns<Tile, rows, 1, 4>(r, r.columns, first);
}

}  // namespace

[[TT_DOTPROD]] void finish_block_neon(const IntegerRow& r, const std::int32_t* sums, int column, int first) {
  int32x4_t parts[quarters];
  TT_UNROLL
  for (int v = 0; v < quarters; ++v) parts[v] = vld1q_s32(sums + v * quarter);
  store(r, parts, column, first);
}

void integer_row_neon(const IntegerRow& r) {
  if (r.pooled)
    run_blocks<2>(r);
  else
    run_blocks<1>(r);
}

}  // namespace tt::quant::kernels
#endif
