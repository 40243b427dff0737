#pragma once
#include "modules/quantization/stored_weight.h"
#include "tinytensor/nn/conv2d.h"

namespace tt::quant {

// nn::Conv2D for float x and y, with weights stored in few bits. They are floats only during a call.
class QuantizedConv2D : public nn::Module {
 public:
  // weight: [out, kernel, kernel, in / groups], or [out, kernel * kernel * in / groups] so that groups of
  // values can span a whole window; bias: [out] or empty. Throws ShapeError when they do not fit.
  QuantizedConv2D(const nn::Conv2DShape& shape, StoredWeight weight, Tensor bias);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;      // "QuantizedConv2D(16 -> 32, 3x3, int4 per group of 16)"
  std::string architecture() const override;  // of the float layer: "conv 16 32 3"
  void visit(nn::Visitor& v) override { v.buffer("bias", bias_); }
  std::int64_t multiply_adds(const Shape& x, const Shape& y) const override;
  std::int64_t nbytes() override { return weight_.nbytes() + 4 * bias_.count(); }

  const nn::Conv2DShape& shape() const { return shape_; }
  const StoredWeight& weight() const { return weight_; }
  const Tensor& bias() const { return bias_; }

 private:
  nn::Conv2DShape shape_;
  StoredWeight weight_;
  Tensor bias_;
};

}  // namespace tt::quant
