#include "tinytensor/kernels/weight_gradient.h"

#include <algorithm>

#include "tinytensor/kernels/gradient_tile.h"
#include "tinytensor/kernels/padded_strip.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

namespace {

// Rows whose x and dy are read over and over while they are in the cache.
int strip_count(const ConvPlan& plan) {
  constexpr std::int64_t floats = 16 << 10;
  const std::int64_t count = (plan.source_count() + plan.result_count()) / floats + 1;
  return static_cast<int>(std::min<std::int64_t>(count, plan.rows.count));
}

}  // namespace

WeightGradient::WeightGradient(const ConvShape& shape)
    : plan_(forward_plan(shape)), images_(shape.images), strips_(strip_count(plan_)) {
  const int run = shape.groups == 1 ? shape.kernel_w * shape.in : shape.group_in();
  patches_ = shape.groups == 1 && run < 2 * lanes && shape.kernel_h > 1;
  length_ = patches_ ? plan_.taps() * shape.in : run;
  padded_ = patches_ || plan_.padded() || run % lanes != 0;  // a copy may be read beyond its end
  pitch_ = std::int64_t{padded_ ? plan_.columns.source_count(plan_.columns.count) : shape.width} * shape.in;
}

// With few channels the runs of tap rows are too short for a vector: here all the taps of a position are one
// run.
void WeightGradient::copy_patches(const float* padded, int rows, float* patches) const {
  const int run = plan_.columns.taps * plan_.in;
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < plan_.columns.count; ++j)
      for (int tap = 0; tap < plan_.rows.taps; ++tap, patches += run) {
        const float* from =
            padded + (i * plan_.rows.stride + tap) * pitch_ + j * plan_.columns.stride * plan_.in;
        for (int k = 0; k < run; k += lanes)
          store(patches + k, load(from + k));  // too much: overwritten by the next
      }
}

void WeightGradient::add(const float* x, const float* dy, ConvParts::Range bands, ConvParts::Range outs,
                         float* dw) const {
  const ConvAxis &rows = plan_.rows, &columns = plan_.columns;
  const int most_rows = (rows.count - 1) / strips_ + 1, runs = plan_.groups == 1 ? 1 : columns.taps;
  const Buffer padded(padded_ ? rows.source_count(most_rows) * pitch_ : 0);
  const Buffer patches(patches_ ? std::int64_t{most_rows} * columns.count * length_ + lanes : 0);
  const std::int64_t dy_pitch = std::int64_t{plan_.result_width} * plan_.result_channels;
  GradientTile tile = {.x = nullptr,
                       .x_step = patches_ ? length_ : columns.stride * plan_.source_channels,
                       .x_pitch = patches_ ? std::int64_t{columns.count} * length_ : rows.stride * pitch_,
                       .dy = nullptr,
                       .dy_step = plan_.result_channels,
                       .dy_pitch = dy_pitch,
                       .rows = 0,
                       .columns = columns.count,
                       .dw = nullptr,
                       .dw_step = plan_.out_step,
                       .outs = static_cast<int>(outs.end - outs.begin),
                       .length = length_};
  for (std::int64_t band = bands.begin; band < bands.end; ++band) {
    const std::int64_t image = band / strips_;
    const int strip = static_cast<int>(band % strips_),
              first = static_cast<int>(part_begin(rows.count, strips_, strip));
    tile.rows = static_cast<int>(part_begin(rows.count, strips_, strip + 1)) - first;
    const int source_row = rows.start + first * rows.stride;
    const float* source = x + image * plan_.source_count();
    if (padded_) {
      copy_padded(source, plan_.source_height, plan_.source_width, plan_.source_channels, source_row,
                  rows.source_count(tile.rows), columns.start, columns.source_count(columns.count),
                  padded.data());
      source = padded.data();
      if (patches_) copy_patches(padded.data(), tile.rows, patches.data());
    } else {
      source += source_row * pitch_;
    }
    const float* gradient = dy + image * plan_.result_count() + first * dy_pitch + outs.begin;
    for (int group = 0; group < plan_.groups; ++group)
      for (int row = 0; row < (patches_ ? 1 : rows.taps); ++row)
        for (int run = 0; run < runs; ++run) {
          tile.x = patches_ ? patches.data()
                            : source + row * pitch_ + run * plan_.source_channels + group * plan_.in;
          tile.dy = gradient + group * plan_.out;
          tile.dw = dw + plan_.weight(group, static_cast<int>(outs.begin), row, run, 0);
          add_gradient(tile);
        }
  }
}

}  // namespace tt::kernels
