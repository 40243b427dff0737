#include "tinytensor/kernels/winograd.h"

#include <algorithm>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"
#include "tinytensor/kernels/winograd_transform.h"

namespace tt::kernels {

bool WinogradConv::suits(const ConvPlan& plan) {
  return plan.rows.taps == 3 && plan.columns.taps == 3 && plan.rows.stride == 1 && plan.columns.stride == 1 &&
         plan.rows.step == 1 && plan.columns.step == 1 && plan.groups == 1 && plan.in >= 16 &&
         plan.in * plan.out >= 24 * 24 && plan.rows.count > 1 && plan.columns.count > 1;
}

WinogradConv::WinogradConv(const ConvPlan& plan, const float* w, const float* bias, bool relu)
    : plan_(plan),
      source_(plan),
      relu_(relu),
      vectors_(vectors_for(plan.out)),
      weights_(block_start(vectors_)),
      bias_(vectors_ * lanes) {
  pack(w);
  for (int o = 0; o < vectors_ * lanes; ++o) bias_.data()[o] = bias && o < plan.out ? bias[o] : 0;
}

void WinogradConv::pack(const float* w) {
  for (int vector = 0; vector < vectors_; ++vector) {
    const int first = vector / max_vectors * max_vectors;  // of the block
    const int block = std::min(max_vectors, vectors_ - first) * lanes;
    const int count = std::min(lanes, plan_.out - vector * lanes);
    float* to = weights_.data() + block_start(first) + (vector - first) * lanes;
    for (int i = 0; i < plan_.in; ++i) {
      Vec g[3][3], u[4][4];
      for (int tap = 0; tap < 9; ++tap) {
        const float* from = w + plan_.weight(0, vector * lanes, tap / 3, tap % 3, i);
        if (plan_.out_step == 1) {
          g[tap / 3][tap % 3] = load_first(from, count);
          continue;
        }
        float values[lanes] = {};
        for (int o = 0; o < count; ++o) values[o] = from[o * plan_.out_step];
        g[tap / 3][tap % 3] = load(values);
      }
      winograd::both_axes(g, u, winograd::weight_axis);
      for (int f = 0; f < 16; ++f) store(to + f * weight_step(block) + i * block, u[f / 4][f % 4]);
    }
  }
}

void WinogradConv::run(const float* source, float* result, int images) const {
  const std::int64_t tiles = source_.tiles(images), work = plan_.multiply_adds() * images / 2;
  const int blocks = (vectors_ + max_vectors - 1) / max_vectors;
  const ConvParts parts(work, (tiles + 13) / 14, blocks);
  parallel_for(parts.count(), [&](int part) {
    const auto [begin, end] = parts.outer(tiles, part);
    const auto [first_block, last_block] = parts.inner(blocks, part);
    // Enough tiles for a block of weights to be used often while it is in the cache, but few enough for the
    // transformed tiles to stay there too.
    constexpr std::int64_t most = 28;
    const int chunks = static_cast<int>((end - begin + most - 1) / most);
    const Buffer transformed(16 * source_.step(most));
    const Buffer products(16 * most * max_vectors * lanes);
    for (int chunk = 0; chunk < chunks; ++chunk) {
      const std::int64_t first = begin + part_begin(end - begin, chunks, chunk);
      const int count = static_cast<int>(begin + part_begin(end - begin, chunks, chunk + 1) - first);
      source_.transform(source, first, count, transformed.data());
      for (std::int64_t block = first_block; block < last_block; ++block) {
        const int vector = static_cast<int>(block) * max_vectors;
        multiply(transformed.data(), vector, count, products.data());
        transform_back(products.data(), vector, first, count, result);
      }
    }
  });
}

// products[16][tiles][channels of the block]: for each of the 16, a sum over the source's channels.
void WinogradConv::multiply(const float* transformed, int vector, int count, float* products) const {
  const int block = std::min(max_vectors, vectors_ - vector), channels = block * lanes;
  const std::int32_t offset = 0;
  const TileRowFunction function = tile_row_function(count, block);
  for (int f = 0; f < 16; ++f)
    function({.source = transformed + f * source_.step(count),
              .source_step = plan_.in,
              .offsets = &offset,
              .runs = 1,
              .length = plan_.in,
              .weights = weights_.data() + block_start(vector) + f * weight_step(channels),
              .bias = nullptr,
              .result = products + std::int64_t{f} * count * channels,
              .result_step = channels,
              .channels = channels,
              .positions = count,
              .relu = false});
}

void WinogradConv::transform_back(const float* products, int vector, std::int64_t first, int count,
                                  float* result) const {
  const int block = std::min(max_vectors, vectors_ - vector);
  const std::int64_t step = std::int64_t{count} * block * lanes;  // from one of the 16 to the next
  const std::int64_t pitch = std::int64_t{plan_.result_width} * plan_.result_channels;
  WinogradPlace at = source_.place(first);
  for (int i = 0; i < count; ++i, source_.advance(at)) {
    float* tile =
        result + at.image * plan_.result_count() + at.row * pitch + at.column * plan_.result_channels;
    const bool two_rows = at.row + 1 < plan_.rows.count, two_columns = at.column + 1 < plan_.columns.count;
    for (int channel = vector * lanes; channel < (vector + block) * lanes;
         channel += lanes, products += lanes) {
      Vec m[4][4], y[2][2];
      TT_UNROLL
      for (int f = 0; f < 16; ++f) m[f / 4][f % 4] = load(products + f * step);
      winograd::both_axes(m, y, winograd::result_axis);
      const auto finish = [&](float* to, Vec value) {
        value += load(bias_.data() + channel);
        if (relu_) value = value < Vec{} ? Vec{} : value;
        store_first(to + channel, value, plan_.out - channel);
      };
      finish(tile, y[0][0]);
      if (two_columns) finish(tile + plan_.result_channels, y[0][1]);
      if (two_rows) finish(tile + pitch, y[1][0]);
      if (two_rows && two_columns) finish(tile + pitch + plan_.result_channels, y[1][1]);
    }
  }
}

}  // namespace tt::kernels
