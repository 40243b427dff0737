#pragma once
#include "modules/quantization/output_stage.h"
#include "tinytensor/nn/conv2d.h"

namespace tt::quant {

// nn::Conv2D in integers, with the activation after it: uint8 codes in, int32 sums, uint8 codes out. Padding
// holds the input's zero point, which is real 0.
class IntegerConv2D : public IntegerLayer {
 public:
  // weight: [out, kernel, kernel, in / groups], symmetric, 2 to 8 bits, by tensor or channel 0; bias: [out].
  IntegerConv2D(const nn::Conv2DShape& shape, QuantizedTensor weight, std::span<const std::int32_t> bias,
                const ActivationFormat& input, const ActivationFormat& output,
                Activation activation = Activation::none);
  IntegerTensor run(const IntegerTensor& x) const override;  // x: [N, H, W, in]; result: [N, H', W', out]
  std::string describe() const override;  // "IntegerConv2D(16 -> 32, 3x3, int8 per channel, relu)"
  std::string architecture() const override;
  std::int64_t multiply_adds(const Shape& x, const Shape& y) const override;
  std::int64_t nbytes() override { return weight_.nbytes() + stage_.nbytes(); }

  const nn::Conv2DShape& shape() const { return shape_; }
  const QuantizedTensor& weight() const { return weight_; }
  const OutputStage& stage() const { return stage_; }

 private:
  nn::Conv2DShape shape_;
  QuantizedTensor weight_;
  OutputStage stage_;
};

}  // namespace tt::quant
