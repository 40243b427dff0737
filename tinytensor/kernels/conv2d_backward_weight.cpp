#include <algorithm>

#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/depthwise.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/weight_gradient.h"
#include "tinytensor/kernels/winograd.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

namespace {

void sum_positions(const float* dy, std::int64_t positions, int channels, float* db) {
  std::fill_n(db, channels, 0.0f);
  for (std::int64_t p = 0; p < positions; ++p, dy += channels)
    for (int c = 0; c < channels; ++c) db[c] += dy[c];
}

void add(const float* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i) to[i] += from[i];
}

}  // namespace

// Parts of the batch have sums of their own, added up in order: worth it where many positions meet each
// weight. Otherwise the output channels are split, whose gradients are independent.
void conv2d_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw, float* db) {
  const std::int64_t positions = shape.images * shape.out_image_count() / shape.out,
                     count = shape.weight_count();
  if (db) sum_positions(dy, positions, shape.out, db);
  if (DepthwiseConv::suits(forward_plan(shape))) return depthwise_backward_weight(shape, x, dy, dw);
  if (winograd_backward_weight(shape, x, dy, dw)) return;
  const WeightGradient gradient(shape);
  constexpr std::int64_t most_sums = 8, least_positions = 256;
  const std::int64_t outer = std::min({gradient.bands(), most_sums, positions / least_positions});
  const bool transposed = gradient.transposed();
  const ConvParts parts(shape.multiply_adds(), outer, transposed ? 1 : shape.group_out() / 8);
  const Buffer sums(count * parts.outer_count());
  const auto sum = [&](int i) { return i == 0 && !transposed ? dw : sums.data() + i * count; };
  for (int i = 0; i < parts.outer_count(); ++i) std::fill_n(sum(i), count, 0.0f);
  parallel_for(parts.count(), [&](int part) {
    gradient.add(x, dy, parts.outer(gradient.bands(), part), parts.inner(shape.group_out(), part),
                 sum(parts.outer_index(part)));
  });
  for (int i = 1; i < parts.outer_count(); ++i) add(sum(i), count, sum(0));
  if (!transposed) return;
  const std::int64_t rest = count / shape.out;
  const float* total = sum(0);
  for (int o = 0; o < shape.out; ++o)
    for (std::int64_t r = 0; r < rest; ++r) *dw++ = total[r * shape.out + o];
}

}  // namespace tt::kernels
