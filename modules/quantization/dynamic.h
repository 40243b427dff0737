#pragma once
#include "modules/quantization/conv2d.h"
#include "modules/quantization/linear.h"

namespace tt::quant {

// Dynamic range: weights are stored as integers, activations are floats between layers. Each sample is
// quantized on arrival, from its own smallest to its own largest value, multiplied in integers, and scaled
// back to floats:
//   y = s_x s_w (sum of q w - z_x * sum of w) + bias
// No calibration is needed, and a sample's result does not depend on the others in its batch.
class DynamicLinear : public QuantizedLinear {
 public:
  // weight: symmetric integers of 2 to 8 bits, by tensor or channel. Throws ValueError for others.
  DynamicLinear(StoredWeight weight, Tensor bias);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "Dynamic" + QuantizedLinear::describe(); }
};

class DynamicConv2D : public QuantizedConv2D {
 public:
  DynamicConv2D(const nn::Conv2DShape& shape, StoredWeight weight, Tensor bias);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "Dynamic" + QuantizedConv2D::describe(); }
};

}  // namespace tt::quant
