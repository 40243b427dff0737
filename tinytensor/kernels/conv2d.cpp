#include "tinytensor/kernels/conv2d.h"

#include <vector>

#include "tinytensor/kernels/conv2d_direct.h"
#include "tinytensor/kernels/depthwise.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/winograd.h"

namespace tt::kernels {

namespace {

// Packed weights are used often; if used once, Winograd's transform takes many positions to pay for itself.
constexpr std::int64_t often = 1 << 30, least_positions = 128;

std::shared_ptr<const ConvAlgorithm> choose(const ConvPlan& plan, const float* w, const float* bias,
                                            bool relu, std::int64_t images) {
  if (DepthwiseConv::suits(plan)) return std::make_shared<DepthwiseConv>(plan, w, bias, relu);
  if (WinogradConv::suits(plan) && images * plan.rows.count * plan.columns.count >= least_positions)
    return std::make_shared<WinogradConv>(plan, w, bias, relu);
  return std::make_shared<DirectConv>(plan, w, bias, relu);
}

}  // namespace

PackedConv2D::PackedConv2D(const ConvShape& shape, const float* w, const float* bias, bool relu)
    : algorithm_(choose(forward_plan(shape), w, bias, relu, often)) {}

void conv2d_forward(const ConvShape& shape, const float* x, const float* w, const float* bias, bool relu,
                    float* y) {
  choose(forward_plan(shape), w, bias, relu, shape.images)->run(x, y, shape.images);
}

void conv2d_backward_input(const ConvShape& shape, const float* dy, const float* w, float* dx) {
  std::vector<std::shared_ptr<const ConvAlgorithm>> phases;
  for (int row = 0; row < shape.stride; ++row)
    for (int column = 0; column < shape.stride; ++column)
      phases.push_back(choose(backward_plan(shape, row, column), w, nullptr, false, shape.images));
  if (phases.size() == 1) return phases[0]->run(dy, dx, shape.images);
  // All phases of an image in turn, while it is in the cache.
  const ConvParts parts(shape.multiply_adds(), shape.images, 1);
  parallel_for(parts.count(), [&](int part) {
    const auto [first, last] = parts.outer(shape.images, part);
    for (std::int64_t n = first; n < last; ++n)
      for (const auto& phase : phases)
        phase->run(dy + n * shape.out_image_count(), dx + n * shape.image_count(), 1);
  });
}

}  // namespace tt::kernels
