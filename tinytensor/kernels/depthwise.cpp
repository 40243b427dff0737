#include "tinytensor/kernels/depthwise.h"

#include "tinytensor/kernels/depthwise_tile.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"

namespace tt::kernels {

DepthwiseConv::DepthwiseConv(const ConvPlan& plan, const float* w, const float* bias, bool relu)
    : plan_(plan),
      relu_(relu),
      channels_(vectors_for(plan.groups) * lanes),
      weights_(plan.taps() * channels_),
      rows_(spans(plan.rows, plan.source_height)),
      columns_(spans(plan.columns, plan.source_width)) {
  float* to = weights_.data();
  for (int row = 0; row < plan.rows.taps; ++row)
    for (int column = 0; column < plan.columns.taps; ++column)
      for (int c = 0; c < channels_; ++c) *to++ = c < plan.groups ? w[plan.weight(c, 0, row, column, 0)] : 0;
  if (!bias) return;
  bias_ = Buffer(channels_);
  for (int c = 0; c < channels_; ++c) bias_.data()[c] = c < plan.groups ? bias[c] : 0;
}

void DepthwiseConv::run(const float* source, float* result, int images) const {
  if (plan_.rows.count == 0 || plan_.columns.count == 0) return;
  const std::int64_t rows = std::int64_t{images} * plan_.rows.count;
  constexpr int work = 4;  // a product here takes as long as four of a dense convolution
  const ConvParts parts(work * plan_.multiply_adds() * images, rows, 1);
  parallel_for(parts.count(), [&](int part) {
    const auto [begin, end] = parts.outer(rows, part);
    for (std::int64_t image = begin / plan_.rows.count; image * plan_.rows.count < end; ++image)
      for (const ConvSpan& span : rows_)
        for (int row = span.first; row < span.first + span.count; ++row)
          if (const std::int64_t place = image * plan_.rows.count + row; place >= begin && place < end)
            run_row(source + image * plan_.source_count(), result + image * plan_.result_count(), row, span);
  });
}

void DepthwiseConv::run_row(const float* image, float* result, int row, const ConvSpan& rows) const {
  const ConvAxis& axis = plan_.columns;
  const int channels = plan_.groups;
  const std::int64_t pitch = std::int64_t{plan_.source_width} * channels;
  image += (plan_.rows.start + row * plan_.rows.stride + rows.tap) * pitch;
  result += (plan_.rows.first + row * plan_.rows.step) * std::int64_t{plan_.result_width} * channels;
  for (const ConvSpan& columns : columns_)
    depthwise_tiles({.source = image + (axis.start + columns.first * axis.stride + columns.tap) * channels,
                     .source_step = axis.stride * channels,
                     .source_pitch = pitch,
                     .weights = weights_.data() + (rows.tap * axis.taps + columns.tap) * channels_,
                     .weight_step = channels_,
                     .weight_pitch = axis.taps * channels_,
                     .rows = columns.taps == 0 ? 0 : rows.taps,
                     .columns = columns.taps,
                     .bias = bias_.data(),
                     .result = result + (axis.first + columns.first * axis.step) * channels,
                     .result_step = axis.step * channels,
                     .count = columns.count,
                     .channels = channels,
                     .relu = relu_});
}

}  // namespace tt::kernels
