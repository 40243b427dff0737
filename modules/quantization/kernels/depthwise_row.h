#pragma once
#include "modules/quantization/kernels/integer_row.h"

namespace tt::quant::kernels {

// The same job where every output sees one channel: position c and channel o sum x[c * column_step + steps[t]
// + o] * weight[t][o] over the taps t of the window. Taps come in pairs, the last one with itself and a
// weight of 0 where they are odd. row.weights and row.quads are not looked at.
struct DepthwiseWeights {
  const std::int16_t* pairs;  // [tap_pairs][row.outputs][2]
  int tap_pairs;              // row.steps: [2 * tap_pairs]
};
void depthwise_row(const IntegerRow& row, DepthwiseWeights weights, Isa isa);

// The sums of 16 channels at one position: x and weights begin with the first of them; channels: of all.
void depthwise_sums_avx2(const std::uint8_t* x, const std::ptrdiff_t* steps, DepthwiseWeights weights,
                         int channels, std::int32_t* sums);

}  // namespace tt::quant::kernels
