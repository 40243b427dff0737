#include "tinytensor/kernels/conv2d_direct.h"

#include <algorithm>

#include "tinytensor/kernels/padded_strip.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"

namespace tt::kernels {

namespace {

// Bands of rows that, with their source, fit in the first-level cache; but not so few positions that a block
// of weights would be read for the sake of one tile.
int strip_count(const ConvPlan& plan) {
  constexpr std::int64_t floats = 8 << 10, positions = 2 * max_positions;
  const std::int64_t by_size = plan.source_count() / floats + 1;
  const std::int64_t most = std::int64_t{plan.rows.count} * plan.columns.count / positions;
  return static_cast<int>(
      std::clamp<std::int64_t>(std::min<std::int64_t>(most, plan.rows.count), 1, by_size));
}

// Under a kernel of 1 x 1 an image is a list of positions: fewer, longer rows leave fewer tiles that overlap.
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
      padded_(plan.padded() && plan.taps() > 0),
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
  weights_ = Buffer(std::int64_t{plan_.groups} * channels * reduction());
  float* to = weights_.data();
  for (int group = 0; group < plan_.groups; ++group)
    for (int first = 0; first < channels; first += max_vectors * lanes) {
      const int block = std::min(max_vectors * lanes, channels - first),
                count = std::min(block, plan_.out - first);
      for (int row = 0; row < plan_.rows.taps; ++row)
        for (int column = 0; column < plan_.columns.taps; ++column) {
          const float* from = w + plan_.weight(group, first, row, column, 0);
          for (int i = 0; i < plan_.in; ++i, from += plan_.in_step) {
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
  const int blocks = (vectors_ + max_vectors - 1) / max_vectors * plan_.groups;
  const ConvParts parts(plan_.multiply_adds() * images, bands, blocks);
  parallel_for(parts.count(), [&](int part) {
    const auto [first, last] = parts.outer(bands, part);
    const int most_rows = plan_.rows.source_count((plan_.rows.count - 1) / strips_ + 1);
    const Buffer padded = padded_ ? Buffer(most_rows * pitch_) : Buffer();
    for (std::int64_t band = first; band < last; ++band) {
      const std::int64_t image = band / strips_;
      run_strip(source + image * plan_.source_count(), result + image * plan_.result_count(),
                static_cast<int>(band % strips_), parts.inner(blocks, part), padded.data());
    }
  });
}

void DirectConv::run_strip(const float* image, float* result, int strip, ConvParts::Range blocks,
                           float* padded) const {
  const ConvAxis &rows = plan_.rows, &columns = plan_.columns;
  const int first = static_cast<int>(part_begin(rows.count, strips_, strip));
  const int count = static_cast<int>(part_begin(rows.count, strips_, strip + 1)) - first;
  const int source_row = rows.start + first * rows.stride;
  const float* source = image + source_row * pitch_ + columns.start * plan_.source_channels;
  if (padded_) {
    copy_padded(image, plan_.source_height, plan_.source_width, plan_.source_channels, source_row,
                rows.source_count(count), columns.start, columns.source_count(columns.count), padded);
    source = padded;
  }
  const std::int64_t result_pitch = std::int64_t{plan_.result_width} * plan_.result_channels;
  result += (rows.first + first * rows.step) * result_pitch + columns.first * plan_.result_channels;
  // Blocks of weights outside, rows inside: a block stays in the cache while the whole strip passes.
  const int group_blocks = (vectors_ + max_vectors - 1) / max_vectors;
  for (std::int64_t i = blocks.begin; i < blocks.end; ++i)
    run_block(source, result, static_cast<int>(i / group_blocks),
              static_cast<int>(i % group_blocks) * max_vectors, count);
}

void DirectConv::run_block(const float* source, float* result, int group, int vector, int rows) const {
  const int vectors = std::min(max_vectors, vectors_ - vector), channels = vector * lanes;
  const std::int64_t block = std::int64_t{group} * vectors_ * lanes + channels;
  TileRow row = {.source = source + group * plan_.in,
                 .source_step = plan_.columns.stride * plan_.source_channels,
                 .offsets = offsets_.data(),
                 .runs = static_cast<int>(offsets_.size()),
                 .length = length_,
                 .weights = weights_.data() + block * reduction(),
                 .bias = bias_ ? bias_.data() + block : nullptr,
                 .result = result + group * plan_.out + channels,
                 .result_step = std::int64_t{plan_.columns.step} * plan_.result_channels,
                 .channels = std::min(vectors * lanes, plan_.out - channels),
                 .positions = plan_.columns.count,
                 .relu = relu_};
  for (int i = 0; i < rows; ++i) {
    tiles_[vectors - 1](row);
    row.source += plan_.rows.stride * pitch_;
    row.result += plan_.rows.step * std::int64_t{plan_.result_width} * plan_.result_channels;
  }
}

}  // namespace tt::kernels
