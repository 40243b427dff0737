#pragma once
#include <cstddef>

#include "tinytensor/kernels/vec.h"

// The inner loop of every dense convolution that no special form covers. A tile is NP positions times OV
// vectors of output channels:
//   sum[j][v] += a[j * j_step + k * k_step] * b[k * b_step + v * lanes ...]      for each k of the reduction
//
// One k loads OV vectors and broadcasts NP numbers for NP * OV multiply-adds. With 14 x 2 that is 16 loads
// for 28 multiply-adds, and a core that can start two of each per cycle is limited by its arithmetic alone; a
// single sum (1 x 1) would load twice for each. The sums never leave the registers: NP * OV of them, OV
// vectors of b and one broadcast are all that fit. At least eight sums are wanted, since a multiply-add
// takes four cycles and two start in each.
namespace tt::kernels {

constexpr int max_vectors = 2;                                  // OV
constexpr int max_positions = vector_registers == 32 ? 14 : 6;  // NP
constexpr int vectors_for(int channels) { return (channels + lanes - 1) / lanes; }

#if defined(__clang__)
#define TT_UNROLL _Pragma("clang loop unroll(full)")
#define TT_UNROLL_TWICE _Pragma("clang loop unroll_count(2)")
#else
#define TT_UNROLL _Pragma("GCC unroll 16")
#define TT_UNROLL_TWICE _Pragma("GCC unroll 2")
#endif

// One pointer for every three positions: x86 addresses base + {0, 1, 2} * step without further arithmetic.
template <int NP, int OV>
[[gnu::always_inline]] inline void multiply_run(Vec (&sum)[NP][OV], const float* a, std::ptrdiff_t j_step,
                                                std::ptrdiff_t k_step, const float* b, std::ptrdiff_t b_step,
                                                int length) {
  constexpr int bases = (NP + 2) / 3;
  const float* base[bases];
  TT_UNROLL
  for (int i = 0; i < bases; ++i) base[i] = a + 3 * i * j_step;
  TT_UNROLL_TWICE
  for (int k = 0; k < length; ++k, b += b_step) {
    Vec weight[OV];
    TT_UNROLL
    for (int v = 0; v < OV; ++v) weight[v] = load(b + v * lanes);
    TT_UNROLL
    for (int j = 0; j < NP; ++j) {
      const float value = base[j / 3][(j % 3) * j_step];
      TT_UNROLL
      for (int v = 0; v < OV; ++v) sum[j][v] += weight[v] * value;
    }
    TT_UNROLL
    for (int i = 0; i < bases; ++i) base[i] += k_step;
  }
}

// The width NP <= most that covers `positions` in the least time; the last tile may overlap the one before.
constexpr int best_positions(int positions, int vectors, int most = max_positions) {
  int best = 1, least = 1 << 30;
  for (int n = 1; n <= most && n <= positions; ++n) {
    const int sums = n * vectors > 8 ? n * vectors : 8;  // fewer than eight wait for one another
    const int cost = (positions + n - 1) / n * (sums + 2);
    if (cost <= least) best = n, least = cost;
  }
  return best;
}

}  // namespace tt::kernels
