#include "tinytensor/kernels/conv2d_direct.h"

#include <algorithm>

#include "tinytensor/kernels/padded_strip.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"

namespace tt::kernels {

namespace {

// Bands of rows that fit in the first-level cache with their source, but with enough positions that a block
// of weights is not read for a single tile.
int strip_count(const ConvPlan& plan) {
  constexpr std::int64_t floats = 8 << 10, positions = 2 * max_positions;
  const std::int64_t by_size = plan.source_count() / floats + 1;
  const std::int64_t most = std::int64_t{plan.rows.count} * plan.columns.count / positions;
  return static_cast<int>(
      std::clamp<std::int64_t>(std::min<std::int64_t>(most, plan.rows.count), 1, by_size));
}

// To a 1 x 1 kernel an image is a list of positions: fewer, longer rows leave fewer tiles that overlap.
ConvPlan with_long_rows(ConvPlan plan, bool padded) {
  const bool list = plan.taps() == 1 && !padded && plan.columns.stride == 1 && plan.columns.step == 1 &&
                    plan.columns.count == plan.source_width && plan.columns.count == plan.result_width;
  if (!list) return plan;
  int rows = strip_count(plan);
  while (plan.rows.count % rows != 0) --rows;
  const int merged = plan.rows.count / rows;
  plan.rows.count = plan.source_height = plan.result_height = rows;
  plan.columns.count = plan.source_width = plan.result_width = plan.columns.count * merged;
  return plan;
}

}  // namespace

DirectConv::DirectConv(const ConvPlan& plan, const float* w, const float* bias, bool relu)
    : plan_(with_long_rows(plan, plan.padded())),
      padded_(!plan.columns.inside(plan.source_width) && plan.taps() > 0),
      relu_(relu),
      strips_(strip_count(plan_)),
      pitch_(std::int64_t{padded_ ? plan_.columns.source_count(plan_.columns.count) : plan_.source_width} *
             plan_.source_channels),
      length_(plan.groups == 1 ? plan.columns.taps * plan.in : plan.in),
      vectors_(vectors_for(plan.out)),
      tiles_{tile_row_function(plan_.columns.count, 1), tile_row_function(plan_.columns.count, 2)} {
  for (int row = 0; row < plan.rows.taps; ++row)
    for (int column = 0; column < (plan.groups == 1 ? std::min(plan.columns.taps, 1) : plan.columns.taps);
         ++column)
      offsets_.push_back(static_cast<std::int32_t>(row * pitch_ + column * plan.source_channels));
  pack(w, bias);
}

void DirectConv::pack(const float* w, const float* bias) {
  const int channels = vectors_ * lanes;
  weights_ =
      Buffer(std::int64_t{plan_.groups} * channels * static_cast<std::int64_t>(offsets_.size()) * length_);
  float* to = weights_.data();
  for (int group = 0; group < plan_.groups; ++group)
    for (int first = 0; first < channels; first += max_vectors * lanes) {
      const int block = std::min(max_vectors * lanes, channels - first),
                count = std::min(block, plan_.out - first);
      for (int row = 0; row < plan_.rows.taps; ++row)
        for (int column = 0; column < plan_.columns.taps; ++column) {
          const float* from = w + plan_.weight(group, first, row, column, 0);
          for (int i = 0; i < plan_.in; ++i, from += plan_.in_step) {
            if (plan_.out_step == 1)
              to = std::copy_n(from, count, to);
            else
              for (int o = 0; o < count; ++o) *to++ = from[o * plan_.out_step];
            to = std::fill_n(to, block - count, 0.0f);
          }
        }
    }
  if (!bias) return;
  bias_ = Buffer(std::int64_t{plan_.groups} * channels);
  for (int i = 0; i < plan_.groups * channels; ++i)
    bias_.data()[i] = i % channels < plan_.out ? bias[i / channels * plan_.out + i % channels] : 0;
}

void DirectConv::run(const float* source, float* result, int images) const {
  if (plan_.rows.count == 0 || plan_.columns.count == 0) return;
  const std::int64_t bands = std::int64_t{images} * strips_;
  const ConvParts parts(plan_.multiply_adds() * images, bands, plan_.groups * blocks());
  parallel_for(parts.count(), [&](int part) {
    const auto [first, last] = parts.outer(bands, part);
    const int most_rows = plan_.rows.source_count((plan_.rows.count - 1) / strips_ + 1);
    const Buffer padded = padded_ ? Buffer(most_rows * pitch_) : Buffer();
    for (std::int64_t band = first; band < last; ++band) {
      const std::int64_t image = band / strips_;
      run_strip(source + image * plan_.source_count(), result + image * plan_.result_count(),
                static_cast<int>(band % strips_), parts.inner(plan_.groups * blocks(), part), padded.data());
    }
  });
}

void DirectConv::run_strip(const float* image, float* result, int strip, ConvParts::Range blocks,
                           float* padded) const {
  const ConvAxis &rows = plan_.rows, &columns = plan_.columns;
  const int first = static_cast<int>(part_begin(rows.count, strips_, strip));
  const int count = static_cast<int>(part_begin(rows.count, strips_, strip + 1)) - first;
  const int top = std::clamp(rows.start + first * rows.stride, 0, plan_.source_height);
  const int bottom =
      std::clamp(rows.start + (first + count - 1) * rows.stride + rows.taps, top, plan_.source_height);
  const float* source = image + top * pitch_ + columns.start * plan_.source_channels;
  if (padded_) {
    copy_padded(image, plan_.source_height, plan_.source_width, plan_.source_channels, top, bottom - top,
                columns.start, columns.source_count(columns.count), padded);
    source = padded;
  }
  // Blocks of weights outermost, rows within: a block stays in the cache while the whole strip passes.
  for (std::int64_t block = blocks.begin; block < blocks.end; ++block)
    run_block(source, top, result, static_cast<int>(block), first, count);
}

// Rows [first, first + count) of the result, one block of its channels. source: row `top` of the image.
void DirectConv::run_block(const float* source, int top, float* result, int block, int first,
                           int count) const {
  const ConvAxis& rows = plan_.rows;
  const int group = block / blocks(), vector = block % blocks() * max_vectors;
  const int vectors = std::min(max_vectors, vectors_ - vector), channel = vector * lanes;
  const int row_runs = static_cast<int>(offsets_.size()) / std::max(rows.taps, 1);
  const std::int64_t packed = std::int64_t{group} * vectors_ * lanes + channel;
  const std::int64_t result_pitch = std::int64_t{plan_.result_width} * plan_.result_channels;
  const float* weights = weights_.data() + packed * static_cast<std::int64_t>(offsets_.size()) * length_;
  result += plan_.columns.first * plan_.result_channels + group * plan_.out + channel;
  for (int i = first; i < first + count; ++i) {
    const int row = rows.start + i * rows.stride;
    const int tap = std::clamp(-row, 0, rows.taps),
              taps = std::clamp(plan_.source_height - row, tap, rows.taps) - tap;
    tiles_[vectors - 1]({.source = source + (row + tap - top) * pitch_ + group * plan_.in,
                         .source_step = plan_.columns.stride * plan_.source_channels,
                         .offsets = offsets_.data(),
                         .runs = taps * row_runs,
                         .length = length_,
                         .weights = weights + tap * row_runs * length_ * vectors * lanes,
                         .bias = bias_ ? bias_.data() + packed : nullptr,
                         .result = result + (rows.first + i * rows.step) * result_pitch,
                         .result_step = std::int64_t{plan_.columns.step} * plan_.result_channels,
                         .channels = std::min(vectors * lanes, plan_.out - channel),
                         .positions = plan_.columns.count,
                         .relu = relu_});
  }
}

}  // namespace tt::kernels
