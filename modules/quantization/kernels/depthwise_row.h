#pragma once
#include "modules/quantization/kernels/integer_row.h"

namespace tt::quant::kernels {

// integer_row() where every output sees one channel: at position c, channel o is the sum over the taps t of
// the window of x[c * column_step + steps[t] + o] * weight[t][o]. Taps come in pairs; an odd last one is
// paired with itself at weight 0. row.weights and row.quads are ignored.
struct DepthwiseWeights {
  const std::int16_t* pairs;  // [tap_pairs][row.outputs][2]
  int tap_pairs;              // row.steps: [2 * tap_pairs]
};
void depthwise_row(const IntegerRow& row, DepthwiseWeights weights, Isa isa);

// The sums of 16 channels at one position: x and weights begin at the first; channels: how many in all.
void depthwise_sums_avx2(const std::uint8_t* x, const std::ptrdiff_t* steps, DepthwiseWeights weights,
                         int channels, std::int32_t* sums);

}  // namespace tt::quant::kernels
