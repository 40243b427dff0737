#include <algorithm>

#include "tinytensor/kernels/depthwise.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

namespace {

// Two images of equal channel count, and the places in them that meet.
struct Walk {
  const float *x, *dy;  // x: under the first tap of the first position
  std::ptrdiff_t x_step, x_pitch, x_column,
      x_row;  // floats to the next position, row of positions, tap, row of taps
  std::ptrdiff_t dy_step, dy_pitch;
  int rows, columns;  // of positions
  int channels;       // of this vector; at least `lanes` means all lanes
};

// dw[tap] += sum over positions of x under that tap * dy, for NR x NC taps whose sums stay in registers.
template <int NR, int NC, bool whole>
void walk_taps(const Walk& walk, float* dw, std::ptrdiff_t dw_column, std::ptrdiff_t dw_row) {
  const auto fetch = [&](const float* p) { return whole ? load(p) : load_first(p, walk.channels); };
  Vec sum[NR][NC] = {};
  for (int i = 0; i < walk.rows; ++i) {
    const float *x = walk.x + i * walk.x_pitch, *dy = walk.dy + i * walk.dy_pitch;
    for (int j = 0; j < walk.columns; ++j, x += walk.x_step, dy += walk.dy_step) {
      const Vec g = fetch(dy);
      TT_UNROLL
      for (int row = 0; row < NR; ++row) {
        TT_UNROLL
        for (int column = 0; column < NC; ++column)
          sum[row][column] += g * fetch(x + row * walk.x_row + column * walk.x_column);
      }
    }
  }
  TT_UNROLL
  for (int row = 0; row < NR; ++row) {
    TT_UNROLL
    for (int column = 0; column < NC; ++column) {
      float* to = dw + row * dw_row + column * dw_column;
      store(to, load(to) + sum[row][column]);
    }
  }
}

using WalkFunction = void (*)(const Walk&, float*, std::ptrdiff_t, std::ptrdiff_t);
constexpr int most_taps = 3;  // in a row, and rows: nine sums at most
template <bool whole>
constexpr WalkFunction walk_functions[most_taps][most_taps] = {
    {walk_taps<1, 1, whole>, walk_taps<1, 2, whole>, walk_taps<1, 3, whole>},
    {walk_taps<2, 1, whole>, walk_taps<2, 2, whole>, walk_taps<2, 3, whole>},
    {walk_taps<3, 1, whole>, walk_taps<3, 2, whole>, walk_taps<3, 3, whole>}};

// Every tap of these ranges at every position of the walk, in blocks of at most 3 x 3 taps.
void add_taps(const Walk& walk, const ConvSpan& rows, const ConvSpan& columns, float* dw,
              std::ptrdiff_t dw_column, std::ptrdiff_t dw_row) {
  const auto& functions = walk.channels >= lanes ? walk_functions<true> : walk_functions<false>;
  for (int row = 0; row < rows.taps; row += most_taps)
    for (int column = 0; column < columns.taps; column += most_taps) {
      Walk block = walk;
      block.x += row * walk.x_row + column * walk.x_column;
      functions[std::min(most_taps, rows.taps - row) - 1][std::min(most_taps, columns.taps - column) - 1](
          block, dw + (rows.tap + row) * dw_row + (columns.tap + column) * dw_column, dw_column, dw_row);
    }
}

// Adds what rows [begin, end) of one image's dy contribute to dw: [kernel_h][kernel_w][channels].
void add_rows(const ConvPlan& plan, const float* x, const float* dy, int begin, int end, float* dw,
              int channels) {
  const std::ptrdiff_t x_pitch = std::int64_t{plan.source_width} * plan.groups;
  const std::ptrdiff_t dy_pitch = std::int64_t{plan.result_width} * plan.groups;
  for (const ConvSpan& rows : spans(plan.rows, plan.source_height)) {
    const int first = std::max(rows.first, begin), last = std::min(rows.first + rows.count, end);
    if (first >= last) continue;
    for (const ConvSpan& columns : spans(plan.columns, plan.source_width))
      for (int channel = 0; channel < plan.groups; channel += lanes) {
        const int row = plan.rows.start + first * plan.rows.stride + rows.tap;
        const int column = plan.columns.start + columns.first * plan.columns.stride + columns.tap;
        add_taps({.x = x + row * x_pitch + column * plan.groups + channel,
                  .dy = dy + first * dy_pitch + columns.first * plan.groups + channel,
                  .x_step = plan.columns.stride * plan.groups,
                  .x_pitch = plan.rows.stride * x_pitch,
                  .x_column = plan.groups,
                  .x_row = x_pitch,
                  .dy_step = plan.groups,
                  .dy_pitch = dy_pitch,
                  .rows = last - first,
                  .columns = columns.count,
                  .channels = plan.groups - channel},
                 rows, columns, dw + channel, channels, plan.columns.taps * channels);
      }
  }
}

}  // namespace

void depthwise_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw) {
  const ConvPlan plan = forward_plan(shape);
  const int channels = vectors_for(shape.in) * lanes, height = plan.rows.count;
  const std::int64_t count = std::int64_t{plan.taps()} * channels;
  constexpr int strip_rows = 8;  // at a time; they share what they read while it is in the cache
  const int strips = (height - 1) / strip_rows + 1;
  const std::int64_t bands = std::int64_t{shape.images} * strips;
  const ConvParts split(4 * shape.multiply_adds(), std::min<std::int64_t>(bands, 8), 1);
  const int parts = split.count();
  const Buffer partial(count * parts);
  parallel_for(parts, [&](int part) {
    float* sum = partial.data() + part * count;
    std::fill_n(sum, count, 0.0f);
    for (std::int64_t band = part_begin(bands, parts, part); band < part_begin(bands, parts, part + 1);
         ++band) {
      const std::int64_t image = band / strips;
      const int first = static_cast<int>(band % strips) * strip_rows;
      add_rows(plan, x + image * plan.source_count(), dy + image * plan.result_count(), first,
               std::min(first + strip_rows, height), sum, channels);
    }
  });
  for (int c = 0; c < shape.in; ++c)
    for (int tap = 0; tap < plan.taps(); ++tap) {
      float sum = 0;
      for (int part = 0; part < parts; ++part) sum += partial.data()[part * count + tap * channels + c];
      *dw++ = sum;
    }
}

}  // namespace tt::kernels
