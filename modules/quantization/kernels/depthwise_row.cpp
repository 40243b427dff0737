#include "modules/quantization/kernels/depthwise_row.h"

#include <algorithm>

namespace tt::quant::kernels {

namespace {

// The sums of count channels, up to 16.
void sum_taps(const std::uint8_t* __restrict x, const std::ptrdiff_t* __restrict steps,
              DepthwiseWeights weights, int channels, int count, std::int32_t* __restrict sums) {
  std::fill_n(sums, block, 0);
  for (int pair = 0; pair < weights.tap_pairs; ++pair) {
    const std::int16_t* w = weights.pairs + std::int64_t{pair} * channels * 2;
    const std::uint8_t *one = x + steps[2 * pair], *other = x + steps[2 * pair + 1];
    for (int o = 0; o < count; ++o) sums[o] += one[o] * w[2 * o] + other[o] * w[2 * o + 1];
  }
}

void sums_of_block(const IntegerRow& r, const std::uint8_t* x, DepthwiseWeights weights, int first, Isa isa,
                   std::int32_t* sums) {
  const int count = std::min(block, r.outputs - first);
  weights.pairs += 2 * first;
#if defined(__x86_64__)
  if (isa >= Isa::avx2 && count == block)
    return depthwise_sums_avx2(x + first, r.steps, weights, r.outputs, sums);
#endif
  static_cast<void>(isa);
  sum_taps(x + first, r.steps, weights, r.outputs, count, sums);
}

}  // namespace

void depthwise_row(const IntegerRow& r, DepthwiseWeights weights, Isa isa) {
  const int side = r.pooled ? 2 : 1;
  alignas(64) std::int32_t sums[4][block];
  for (int column = 0; column < r.columns; ++column)
    for (int first = 0; first < r.outputs; first += block) {
      for (int p = 0; p < side * side; ++p) {
        const std::uint8_t* x = r.x + (side * column + p % 2) * r.column_step + p / 2 * r.row_step;
        sums_of_block(r, x, weights, first, isa, sums[p]);
        if (p > 0)
          for (int o = 0; o < block; ++o) sums[0][o] = std::max(sums[0][o], sums[p][o]);
      }
      finish_block(r, sums[0], column, first, isa);
    }
}

}  // namespace tt::quant::kernels
