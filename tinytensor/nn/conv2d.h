#pragma once
#include "tinytensor/kernels/conv_shape.h"
#include "tinytensor/nn/module.h"

namespace tt {
struct Epilogue;
}

namespace tt::nn {

struct Conv2DShape {
  int in = 1, out = 1, kernel = 3, stride = 1, padding = 0, groups = 1;  // groups == in: depthwise
  std::string architecture() const;                                      // "conv 1 16 3 padding 1"
  // The sizes over one image [H, W, in]. Throws ShapeError, naming op, unless in matches and a window fits.
  kernels::ConvShape over(const Shape& image, const std::string& op) const;
};

// [N, H, W, in] to [N, H', W', out], H' = (H + 2 padding - kernel) / stride + 1. Glorot-uniform, zero bias.
class Conv2D final : public Layer<Conv2D> {
 public:
  Conv2D(const Conv2DShape& shape, Rng& rng);
  Tensor forward(const Tensor& x) override;
  Tensor forward(const Tensor& x, const Epilogue& epilogue);  // fused with the layers that follow
  std::string describe() const override;
  std::string architecture() const override { return shape_.architecture(); }
  void visit(Visitor& v) override;
  std::int64_t multiply_adds(const Shape& x, const Shape& y) const override;
  const Conv2DShape& shape() const { return shape_; }

  Tensor weight, bias;  // [out, kernel, kernel, in / groups], [out]

 private:
  Conv2DShape shape_;
};

}  // namespace tt::nn
