#pragma once
#include "modules/quantization/stored_weight.h"
#include "tinytensor/nn/module.h"

namespace tt::quant {

// y = x weight' + bias for float x [N, in] and y [N, out], with weights stored in few bits. Only a few rows
// of them at a time become floats, in temporary memory: real_weight = scale * (stored - zero_point).
class QuantizedLinear : public nn::Module {
 public:
  // weight: [out, in]; bias: [out] or empty. Throws ShapeError when they do not fit each other.
  QuantizedLinear(StoredWeight weight, Tensor bias);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;      // "QuantizedLinear(800 -> 10, int8 per channel)"
  std::string architecture() const override;  // of the float layer: "linear 800 10"
  void visit(nn::Visitor& v) override { v.buffer("bias", bias_); }
  std::int64_t multiply_adds(const Shape& x,
                             const Shape& y) const override;  // 8,000 from [1, 800] to [1, 10]
  std::int64_t nbytes() override { return weight_.nbytes() + 4 * bias_.count(); }

  const StoredWeight& weight() const { return weight_; }
  const Tensor& bias() const { return bias_; }

 private:
  StoredWeight weight_;
  Tensor bias_;
};

}  // namespace tt::quant
