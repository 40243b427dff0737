#include "tinytensor/kernels/depthwise_tile.h"

#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"

namespace tt::kernels {

namespace {

constexpr int width = 8;  // results at a time: enough sums to keep the multipliers busy

// A row of KW taps meets NP results. At stride 1 one load of the source serves up to KW of them: NP + KW - 1
// loads for NP * KW multiply-adds. With a load for each, the load units would be the limit.
template <int NP, int KW>
[[gnu::always_inline]] inline void neighbours(Vec (&sum)[NP], const float* source, std::ptrdiff_t step,
                                              const float* weights, std::ptrdiff_t weight_step) {
  Vec weight[KW];
  TT_UNROLL
  for (int k = 0; k < KW; ++k) weight[k] = load(weights + k * weight_step);
  TT_UNROLL
  for (int i = 0; i < NP + KW - 1; ++i, source += step) {
    const Vec value = load(source);
    TT_UNROLL
    for (int k = 0; k < KW; ++k)
      if (i - k >= 0 && i - k < NP) sum[i - k] += weight[k] * value;
  }
}

// Any stride and number of taps, any number of channels.
template <int NP, bool whole>
[[gnu::always_inline]] inline void each(Vec (&sum)[NP], const DepthwiseTile& t, const float* source,
                                        const float* weights, int channels) {
  for (int k = 0; k < t.columns; ++k, source += t.channels, weights += t.weight_step) {
    const Vec weight = load(weights);
    const float* from = source;
    TT_UNROLL
    for (int j = 0; j < NP; ++j, from += t.source_step)
      sum[j] += weight * (whole ? load(from) : load_first(from, channels));
  }
}

// One vector of channels of NP results. KW: the number of columns if it is usual and the stride 1, else 0.
template <int NP, int KW, bool whole>
void tile(const DepthwiseTile& t, int position, int channel) {
  Vec sum[NP];
  TT_UNROLL
  for (int j = 0; j < NP; ++j) sum[j] = t.bias ? load(t.bias + channel) : Vec{};
  const float* source = t.source + position * t.source_step + channel;
  const float* weights = t.weights + channel;
  for (int row = 0; row < t.rows; ++row, source += t.source_pitch, weights += t.weight_pitch) {
    if constexpr (KW > 0 && whole)
      neighbours<NP, KW>(sum, source, t.source_step, weights, t.weight_step);
    else
      each<NP, whole>(sum, t, source, weights, t.channels - channel);
  }
  float* result = t.result + position * t.result_step + channel;
  TT_UNROLL
  for (int j = 0; j < NP; ++j, result += t.result_step) {
    if (t.relu) sum[j] = sum[j] < Vec{} ? Vec{} : sum[j];
    if constexpr (whole)
      store(result, sum[j]);
    else
      store_first(result, sum[j], t.channels - channel);
  }
}

template <int NP, int KW>
void all_channels(const DepthwiseTile& t, int position) {
  int channel = 0;
  for (; channel + lanes <= t.channels; channel += lanes) tile<NP, KW, true>(t, position, channel);
  if (channel < t.channels) tile<NP, KW, false>(t, position, channel);
}

template <int KW>
void all_positions(const DepthwiseTile& t) {
  if (t.count < width) {
    for (int position = 0; position < t.count; ++position) all_channels<1, KW>(t, position);
    return;
  }
  for (int position = 0; position < t.count; position += width)
    all_channels<width, KW>(t,
                            position + width <= t.count ? position : t.count - width);  // the last overlaps
}

}  // namespace

void depthwise_tiles(const DepthwiseTile& t) {
  const int columns = t.source_step == t.channels ? t.columns : 0;
  if (columns == 2)
    all_positions<2>(t);
  else if (columns == 3)
    all_positions<3>(t);
  else if (columns == 5)
    all_positions<5>(t);
  else
    all_positions<0>(t);
}

}  // namespace tt::kernels
