#include <algorithm>

#include "tinytensor/kernels/gradient_tile.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/winograd.h"
#include "tinytensor/kernels/winograd_transform.h"

namespace tt::kernels {

namespace {

// A dy A' of the 2 x 2 patches of dy, channels [outs.begin, outs.end): [16][tiles][channels].
void transform_gradient(const ConvPlan& plan, const WinogradSource& source, const float* dy,
                        std::int64_t first, int count, ConvParts::Range outs, float* transformed) {
  const int channels = static_cast<int>(outs.end - outs.begin), width = plan.result_width, all = plan.out;
  const std::int64_t step = std::int64_t{count} * channels;
  WinogradPlace at = source.place(first);
  for (int i = 0; i < count; ++i, source.advance(at), transformed += channels) {
    const float* patch =
        dy + at.image * plan.result_count() + (std::int64_t{at.row} * width + at.column) * all + outs.begin;
    const bool two_rows = at.row + 1 < plan.rows.count, two_columns = at.column + 1 < plan.columns.count;
    for (int c = 0; c < channels; c += lanes) {
      const int channel =
          c + lanes <= channels ? c : channels - lanes;  // the last vector overlaps the one before
      const float* from = patch + channel;
      const Vec zero = {};
      const Vec y[2][2] = {{load(from), two_columns ? load(from + all) : zero},
                           {two_rows ? load(from + width * all) : zero,
                            two_rows && two_columns ? load(from + (width + 1) * all) : zero}};
      Vec m[4][4];
      winograd::both_axes(y, m, winograd::result_gradient_axis);
      TT_UNROLL
      for (int f = 0; f < 16; ++f) store(transformed + f * step + channel, m[f / 4][f % 4]);
    }
  }
}

// sums[16][out][in] = what tiles [begin, end) contribute to the gradient of G w G', for channels `outs`.
void add_tiles(const ConvPlan& plan, const float* x, const float* dy, ConvParts::Range tiles,
               ConvParts::Range outs, float* sums) {
  const WinogradSource source(plan);
  const int channels = static_cast<int>(outs.end - outs.begin);
  const std::int64_t count = std::int64_t{plan.in} * plan.out;
  // Enough tiles for the sums to be fetched rarely, few enough for all to stay in the second-level cache.
  const std::int64_t most = std::clamp<std::int64_t>((1 << 17) / (16 * (plan.in + channels)), 28, 112);
  const Buffer transformed_x(16 * source.step(static_cast<int>(most))),
      transformed_dy(16 * most * channels + lanes);
  const GradientFunctions functions(channels);
  for (int f = 0; f < 16; ++f)
    std::fill_n(sums + f * count + outs.begin * plan.in, std::int64_t{channels} * plan.in, 0.0f);
  for (std::int64_t first = tiles.begin; first < tiles.end; first += most) {
    const int n = static_cast<int>(std::min(most, tiles.end - first));
    source.transform(x, first, n, transformed_x.data());
    transform_gradient(plan, source, dy, first, n, outs, transformed_dy.data());
    for (int f = 0; f < 16; ++f)
      add_gradient({.x = transformed_x.data() + f * source.step(n),
                    .x_step = plan.in,
                    .x_pitch = 0,
                    .dy = transformed_dy.data() + std::int64_t{f} * n * channels,
                    .dy_step = channels,
                    .dy_pitch = 0,
                    .rows = 1,
                    .columns = n,
                    .dw = sums + f * count + outs.begin * plan.in,
                    .dw_step = plan.in,
                    .outs = channels,
                    .length = plan.in},
                   functions);
  }
}

// dw = G' sums G for output channel `out`, the parts' sums added up in order.
void transform_back(const ConvPlan& plan, const float* sums, int parts, int out, float* dw) {
  const std::int64_t count = std::int64_t{plan.in} * plan.out;
  for (int c = 0; c < plan.in; c += lanes) {
    const int channel = c + lanes <= plan.in ? c : plan.in - lanes;
    Vec u[4][4] = {}, g[3][3];
    for (int part = 0; part < parts; ++part)
      for (int f = 0; f < 16; ++f)
        u[f / 4][f % 4] += load(sums + (part * 16 + f) * count + out * plan.in + channel);
    winograd::both_axes(u, g, winograd::weight_gradient_axis);
    for (int tap = 0; tap < 9; ++tap)
      store(dw + plan.weight(0, out, tap / 3, tap % 3, channel), g[tap / 3][tap % 3]);
  }
}

}  // namespace

bool winograd_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw) {
  const ConvPlan plan = forward_plan(shape);
  if (!WinogradConv::suits(plan) || plan.out < lanes) return false;
  const std::int64_t tiles = WinogradSource(plan).tiles(shape.images);
  constexpr std::int64_t most_parts = 8, least_tiles = 128;
  if (tiles < least_tiles / 2) return false;
  const ConvParts parts(shape.multiply_adds() / 2, std::min(tiles / least_tiles, most_parts),
                        plan.out / lanes);
  const std::int64_t count = std::int64_t{16} * plan.in * plan.out;
  const Buffer sums(parts.outer_count() * count + lanes);
  parallel_for(parts.count(), [&](int part) {
    add_tiles(plan, x, dy, parts.outer(tiles, part), parts.inner(plan.out, part),
              sums.data() + parts.outer_index(part) * count);
  });
  for (int out = 0; out < plan.out; ++out) transform_back(plan, sums.data(), parts.outer_count(), out, dw);
  return true;
}

}  // namespace tt::kernels
