#include "tinytensor/kernels/weight_gradient.h"

#include <algorithm>
#include <cstring>

#include "tinytensor/kernels/gradient_tile.h"
#include "tinytensor/kernels/padded_strip.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

namespace {

constexpr int most_patch_run = 8;

// Copies runs of at most Size floats; the excess of one is overwritten by the next.
template <int Size>
void copy_runs(const float* from, int from_step, int count, float* to, int to_step) {
  for (int j = 0; j < count; ++j, from += from_step, to += to_step) std::memcpy(to, from, 4 * Size);
}

// The same sums as dw[r][o], with vectors along dy: no lane is idle where runs are shorter than a vector.
GradientTile transpose(GradientTile tile, float* dw, int outs) {
  std::swap(tile.x, tile.dy), std::swap(tile.x_step, tile.dy_step), std::swap(tile.x_pitch, tile.dy_pitch);
  std::swap(tile.outs, tile.length);
  tile.dw = dw, tile.dw_step = outs;
  return tile;
}

// Strips of rows whose x and dy stay in the cache while they are read over and over.
int strip_count(const ConvPlan& plan) {
  constexpr std::int64_t floats = 32 << 10;
  const std::int64_t count = (plan.source_count() + plan.result_count()) / floats + 1;
  return static_cast<int>(std::min<std::int64_t>(count, plan.rows.count));
}

}  // namespace

WeightGradient::WeightGradient(const ConvShape& shape)
    : plan_(forward_plan(shape)), images_(shape.images), strips_(strip_count(plan_)) {
  const int run = shape.groups == 1 ? shape.kernel_w * shape.in : shape.group_in();
  patches_ = shape.groups == 1 && run < most_patch_run && shape.kernel_h > 1;
  transposed_ = shape.groups == 1 && run < 2 * lanes && shape.out % lanes == 0;
  length_ = patches_ ? plan_.taps() * shape.in : run;
  step_ = length_ + most_patch_run;
  padded_ = patches_ || plan_.padded() || run % lanes != 0;  // a copy may be read beyond its end
  pitch_ = std::int64_t{padded_ ? plan_.columns.source_count(plan_.columns.count) : shape.width} * shape.in;
}

// With one or two channels a tap row's run is too short for a tile: here all taps of a position are one run.
void WeightGradient::copy_patches(const float* padded, int rows, float* patches) const {
  const int run = plan_.columns.taps * plan_.in, x_step = plan_.columns.stride * plan_.in;
  const auto copy = run <= 4 ? copy_runs<4> : copy_runs<most_patch_run>;
  for (int i = 0; i < rows; ++i, patches += plan_.columns.count * step_)
    for (int tap = 0; tap < plan_.rows.taps; ++tap)
      copy(padded + (i * plan_.rows.stride + tap) * pitch_, x_step, plan_.columns.count, patches + tap * run,
           step_);
}

void WeightGradient::add(const float* x, const float* dy, ConvParts::Range bands, ConvParts::Range outs,
                         float* dw) const {
  const ConvAxis &rows = plan_.rows, &columns = plan_.columns;
  const int most_rows = (rows.count - 1) / strips_ + 1;
  const Buffer padded(padded_ ? rows.source_count(most_rows) * pitch_ : 0);
  const Buffer patches(patches_ ? std::int64_t{most_rows} * columns.count * step_ : 0);
  const std::int64_t dy_pitch = std::int64_t{plan_.result_width} * plan_.result_channels;
  for (std::int64_t band = bands.begin; band < bands.end; ++band) {
    const std::int64_t image = band / strips_;
    const int strip = static_cast<int>(band % strips_);
    const int first = static_cast<int>(part_begin(rows.count, strips_, strip));
    const int count = static_cast<int>(part_begin(rows.count, strips_, strip + 1)) - first;
    const int source_row = rows.start + first * rows.stride;
    const float* source = x + image * plan_.source_count();
    if (padded_) {
      copy_padded(source, plan_.source_height, plan_.source_width, plan_.source_channels, source_row,
                  rows.source_count(count), columns.start, columns.source_count(columns.count),
                  padded.data());
      if (patches_) copy_patches(padded.data(), count, patches.data());
      source = patches_ ? patches.data() : padded.data();
    } else {
      source += source_row * pitch_;
    }
    add_strip(source, dy + image * plan_.result_count() + first * dy_pitch, count, outs, dw);
  }
}

// source: the strip's rows of x, or its patches.
void WeightGradient::add_strip(const float* source, const float* dy, int rows, ConvParts::Range outs,
                               float* dw) const {
  const int channels = plan_.source_channels, runs = plan_.groups == 1 ? 1 : plan_.columns.taps;
  GradientTile tile = {
      .x = source,
      .x_step = patches_ ? step_ : plan_.columns.stride * channels,
      .x_pitch = patches_ ? std::int64_t{plan_.columns.count} * step_ : plan_.rows.stride * pitch_,
      .dy = nullptr,
      .dy_step = plan_.result_channels,
      .dy_pitch = std::int64_t{plan_.result_width} * plan_.result_channels,
      .rows = rows,
      .columns = plan_.columns.count,
      .dw = dw + outs.begin * plan_.out_step,
      .dw_step = plan_.out_step,
      .outs = static_cast<int>(outs.end - outs.begin),
      .length = length_};
  const GradientFunctions functions(transposed_ ? length_ : tile.outs);
  for (int group = 0; group < plan_.groups; ++group)
    for (int row = 0; row < (patches_ ? 1 : plan_.rows.taps); ++row)
      for (int run = 0; run < runs; ++run) {
        tile.x = source + row * pitch_ + run * channels + group * plan_.in;
        tile.dy = dy + group * plan_.out + outs.begin;
        tile.dw = dw + plan_.weight(group, static_cast<int>(outs.begin), row, run, 0);
        add_gradient(transposed_ ? transpose(tile, dw + row * length_ * plan_.out, plan_.out) : tile,
                     functions);
      }
}

}  // namespace tt::kernels
