#include "tinytensor/kernels/conv2d.h"

#include "tinytensor/kernels/conv2d_direct.h"
#include "tinytensor/kernels/depthwise.h"

namespace tt::kernels {

namespace {

std::shared_ptr<const ConvAlgorithm> choose(const ConvPlan& plan, const float* w, const float* bias,
                                            bool relu) {
  if (DepthwiseConv::suits(plan)) return std::make_shared<DepthwiseConv>(plan, w, bias, relu);
  return std::make_shared<DirectConv>(plan, w, bias, relu);
}

}  // namespace

PackedConv2D::PackedConv2D(const ConvShape& shape, const float* w, const float* bias, bool relu)
    : algorithm_(choose(forward_plan(shape), w, bias, relu)) {}

void conv2d_forward(const ConvShape& shape, const float* x, const float* w, const float* bias, bool relu,
                    float* y) {
  PackedConv2D(shape, w, bias, relu).run(x, y, shape.images);
}

void conv2d_backward_input(const ConvShape& shape, const float* dy, const float* w, float* dx) {
  for (int row = 0; row < shape.stride; ++row)
    for (int column = 0; column < shape.stride; ++column)
      choose(backward_plan(shape, row, column), w, nullptr, false)->run(dy, dx, shape.images);
}

}  // namespace tt::kernels
