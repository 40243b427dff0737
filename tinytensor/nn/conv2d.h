#pragma once
#include "tinytensor/nn/module.h"

namespace tt {
struct Epilogue;
}

namespace tt::nn {

struct Conv2DShape {
  int in = 1, out = 1, kernel = 3, stride = 1, padding = 0, groups = 1;  // groups == in: depthwise
};

// x: [N, H, W, in]; y: [N, H', W', out], H' = (H + 2 padding - kernel) / stride + 1. Starts Glorot-uniform, zero bias.
class Conv2D : public Layer<Conv2D> {
 public:
  Conv2D(const Conv2DShape& shape, Rng& rng);
  Tensor forward(const Tensor& x) override;
  Tensor forward(const Tensor& x, const Epilogue& epilogue);  // with the layers that follow, in one go
  std::string describe() const override;
  std::string architecture() const override;
  void visit(Visitor& v) override;
  std::int64_t multiply_adds(const Shape& x, const Shape& y) const override;
  const Conv2DShape& shape() const { return shape_; }

  Tensor weight, bias;  // [out, kernel, kernel, in / groups], [out]

 private:
  Conv2DShape shape_;
};

}  // namespace tt::nn
