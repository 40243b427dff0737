#include "tinytensor/kernels/depthwise.h"

#include <algorithm>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"

namespace tt::kernels {

namespace {

struct DepthwiseTile {
  const float* source;                                      // under the first tap
  std::ptrdiff_t source_step, source_column, source_pitch;  // floats to the next position, tap, row of taps
  const float* weights;
  std::ptrdiff_t weight_column, weight_pitch;
  int rows, columns;  // taps
  const float* bias;  // null: 0
  float* result;
  std::ptrdiff_t result_step;
  int channels;
  bool relu;
};

// NP neighbouring positions of one vector of channels. whole: the vector has `lanes` channels, not fewer.
template <int NP, bool whole>
[[gnu::always_inline]] inline void depthwise_vector(const DepthwiseTile& t, int channel) {
  const int count = t.channels - channel;
  Vec sum[NP];
  TT_UNROLL
  for (int j = 0; j < NP; ++j) sum[j] = t.bias ? load(t.bias + channel) : Vec{};
  for (int row = 0; row < t.rows; ++row) {
    const float* source = t.source + row * t.source_pitch + channel;
    const float* weights = t.weights + row * t.weight_pitch + channel;
    for (int column = 0; column < t.columns;
         ++column, source += t.source_column, weights += t.weight_column) {
      const Vec weight = load(weights);
      TT_UNROLL
      for (int j = 0; j < NP; ++j) {
        const float* from = source + j * t.source_step;
        sum[j] += weight * (whole ? load(from) : load_first(from, count));
      }
    }
  }
  TT_UNROLL
  for (int j = 0; j < NP; ++j) {
    const Vec value = t.relu ? (sum[j] < Vec{} ? Vec{} : sum[j]) : sum[j];
    if (whole)
      store(t.result + j * t.result_step + channel, value);
    else
      store_first(t.result + j * t.result_step + channel, value, count);
  }
}

template <int NP>
void depthwise_tile(const DepthwiseTile& tile) {
  int channel = 0;
  for (; channel + lanes <= tile.channels; channel += lanes) depthwise_vector<NP, true>(tile, channel);
  if (channel < tile.channels) depthwise_vector<NP, false>(tile, channel);
}

}  // namespace

DepthwiseConv::DepthwiseConv(const ConvPlan& plan, const float* w, const float* bias, bool relu)
    : plan_(plan),
      relu_(relu),
      channels_(vectors_for(plan.groups) * lanes),
      weights_(plan.taps() * channels_) {
  float* to = weights_.data();
  for (int row = 0; row < plan.rows.taps; ++row)
    for (int column = 0; column < plan.columns.taps; ++column)
      for (int c = 0; c < channels_; ++c) *to++ = c < plan.groups ? w[plan.weight(c, 0, row, column, 0)] : 0;
  if (bias) {
    bias_ = Buffer(channels_);
    for (int c = 0; c < channels_; ++c) bias_.data()[c] = c < plan.groups ? bias[c] : 0;
  }
  const ConvAxis& axis = plan.columns;
  inner_ = std::clamp((-axis.start + axis.stride - 1) / axis.stride, 0, axis.count);
  const int last =
      plan.source_width - axis.taps - axis.start;  // where the last position whose taps fit would start
  inner_end_ = std::clamp(last < 0 ? 0 : last / axis.stride + 1, inner_, axis.count);
}

void DepthwiseConv::run(const float* source, float* result, int images) const {
  const std::int64_t rows = std::int64_t{images} * plan_.rows.count;
  constexpr int work = 4;  // a product here takes as long as four elsewhere
  const int parts = parts_for(work * plan_.multiply_adds() * images, rows);
  parallel_for(parts, [&](int part) {
    for (std::int64_t row = part_begin(rows, parts, part); row < part_begin(rows, parts, part + 1); ++row) {
      const std::int64_t image = row / plan_.rows.count;
      run_row(source + image * plan_.source_count(), result + image * plan_.result_count(),
              static_cast<int>(row % plan_.rows.count));
    }
  });
}

void DepthwiseConv::run_row(const float* image, float* result, int row) const {
  for (int column = 0; column < inner_; ++column) run_columns(image, result, row, column, 1);
  constexpr int width = 8;  // enough sums to keep the multipliers busy
  int column = inner_;
  for (; column + width <= inner_end_; column += width) run_columns(image, result, row, column, width);
  for (; column + 2 <= inner_end_; column += 2) run_columns(image, result, row, column, 2);
  for (; column < plan_.columns.count; ++column) run_columns(image, result, row, column, 1);
}

// Several columns only where all their taps are inside the image.
void DepthwiseConv::run_columns(const float* image, float* result, int row, int first, int count) const {
  const ConvAxis &rows = plan_.rows, &columns = plan_.columns;
  const int channels = plan_.groups;
  const int top = rows.start + row * rows.stride, left = columns.start + first * columns.stride;
  const int tap_row = std::clamp(-top, 0, rows.taps), tap_column = std::clamp(-left, 0, columns.taps);
  const std::int64_t pitch = std::int64_t{plan_.source_width} * channels;
  const std::int64_t place =
      std::int64_t{rows.first + row * rows.step} * plan_.result_width + columns.first + first * columns.step;
  const DepthwiseTile tile = {.source = image + (top + tap_row) * pitch + (left + tap_column) * channels,
                              .source_step = columns.stride * channels,
                              .source_column = channels,
                              .source_pitch = pitch,
                              .weights = weights_.data() + (tap_row * columns.taps + tap_column) * channels_,
                              .weight_column = channels_,
                              .weight_pitch = columns.taps * channels_,
                              .rows = std::min(rows.taps, plan_.source_height - top) - tap_row,
                              .columns = std::min(columns.taps, plan_.source_width - left) - tap_column,
                              .bias = bias_.data(),
                              .result = result + place * channels,
                              .result_step = columns.step * channels,
                              .channels = channels,
                              .relu = relu_};
  if (count == 1)
    depthwise_tile<1>(tile);
  else if (count == 2)
    depthwise_tile<2>(tile);
  else
    depthwise_tile<8>(tile);
}

}  // namespace tt::kernels
