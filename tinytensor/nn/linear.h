#pragma once
#include "tinytensor/nn/module.h"

namespace tt::nn {

// y = x weight' + bias. x: [N, in]; y: [N, out]. Starts Glorot-uniform with zero bias, as Keras does.
class Linear final : public Layer<Linear> {
 public:
  Linear(int in, int out, Rng& rng);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;
  void visit(Visitor& v) override;
  std::int64_t multiply_adds(const Shape& x, const Shape& y) const override;

  Tensor weight, bias;  // [out, in], [out]
};

// Rows of a table by number. x: one to three axes of whole numbers
// from 0 to count - 1; y: the same axes, then width.
class Embedding final : public Layer<Embedding> {
 public:
  Embedding(int count, int width, Rng& rng);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;
  void visit(Visitor& v) override;

  Tensor weight;  // [count, width], normal(0, 1)
};

}  // namespace tt::nn
