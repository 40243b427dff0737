#include <algorithm>

#include "tinytensor/kernels/depthwise.h"
#include "tinytensor/kernels/padded_strip.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"

namespace tt::kernels {

namespace {

// Images of one channel count, and the places in them that meet.
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

// Adds one strip's part to dw: [kernel_h][kernel_w][channels], channels a multiple of lanes.
void add_strip(const ConvShape& shape, Walk walk, float* dw, int channels) {
  for (int channel = 0; channel < shape.in; channel += lanes, walk.x += lanes, walk.dy += lanes) {
    walk.channels = shape.in - channel;
    const auto& functions = walk.channels >= lanes ? walk_functions<true> : walk_functions<false>;
    for (int row = 0; row < shape.kernel_h; row += most_taps)
      for (int column = 0; column < shape.kernel_w; column += most_taps) {
        Walk taps = walk;
        taps.x += row * walk.x_row + column * walk.x_column;
        functions[std::min(most_taps, shape.kernel_h - row) - 1]
                 [std::min(most_taps, shape.kernel_w - column) - 1](
                     taps, dw + (row * shape.kernel_w + column) * channels + channel, channels,
                     shape.kernel_w * channels);
      }
  }
}

}  // namespace

void depthwise_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw) {
  const int channels = vectors_for(shape.in) * lanes, height = shape.out_height(), width = shape.out_width();
  const int padded_width = (width - 1) * shape.stride + shape.kernel_w;
  const std::int64_t pitch = std::int64_t{padded_width} * shape.in,
                     count = std::int64_t{shape.kernel_h} * shape.kernel_w * channels;
  const int strip_rows =
      std::clamp(static_cast<int>(8192 / pitch), 1, height);  // 32 KB, in the first-level cache
  const int strips = (height - 1) / strip_rows + 1;
  const std::int64_t bands = std::int64_t{shape.images} * strips;
  const int parts = std::min(parts_for(4 * shape.multiply_adds(), bands), 8);
  const Buffer partial(count * parts);
  parallel_for(parts, [&](int part) {
    float* sum = partial.data() + part * count;
    std::fill_n(sum, count, 0.0f);
    const Buffer padded(((strip_rows - 1) * shape.stride + shape.kernel_h) * pitch);
    for (std::int64_t band = part_begin(bands, parts, part); band < part_begin(bands, parts, part + 1);
         ++band) {
      const std::int64_t image = band / strips;
      const int first = static_cast<int>(band % strips) * strip_rows,
                rows = std::min(strip_rows, height - first);
      copy_padded(x + image * shape.image_count(), shape.height, shape.width, shape.in,
                  first * shape.stride - shape.padding, (rows - 1) * shape.stride + shape.kernel_h,
                  -shape.padding, padded_width, padded.data());
      add_strip(shape,
                {.x = padded.data(),
                 .dy = dy + image * shape.out_image_count() + std::int64_t{first} * width * shape.in,
                 .x_step = shape.stride * shape.in,
                 .x_pitch = shape.stride * pitch,
                 .x_column = shape.in,
                 .x_row = pitch,
                 .dy_step = shape.in,
                 .dy_pitch = std::int64_t{width} * shape.in,
                 .rows = rows,
                 .columns = width,
                 .channels = 0},
                sum, channels);
    }
  });
  for (int c = 0; c < shape.in; ++c)
    for (std::int64_t tap = 0; tap < count / channels; ++tap) {
      float sum = 0;
      for (int part = 0; part < parts; ++part) sum += partial.data()[part * count + tap * channels + c];
      *dw++ = sum;
    }
}

}  // namespace tt::kernels
