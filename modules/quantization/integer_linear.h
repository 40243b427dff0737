#pragma once
#include "modules/quantization/output_stage.h"

namespace tt::quant {

// nn::Linear in integers, with the activation after it: uint8 codes in, int32 sums, uint8 codes out.
class IntegerLinear : public IntegerLayer {
 public:
  // weight: [out, in], symmetric, 2 to 8 bits, by tensor or channel; bias: [out], as bias_steps() gives it.
  IntegerLinear(QuantizedTensor weight, std::span<const std::int32_t> bias, const ActivationFormat& input,
                const ActivationFormat& output, Activation activation = Activation::none);
  IntegerTensor run(const IntegerTensor& x) const override;  // x: [N, in]; result: [N, out]
  std::string describe() const override;                     // "IntegerLinear(800 -> 10, int8 per channel)"
  std::string architecture() const override;
  std::int64_t multiply_adds(const Shape& x, const Shape& y) const override;
  std::int64_t nbytes() override { return weight_.nbytes() + stage_.nbytes(); }

  const QuantizedTensor& weight() const { return weight_; }
  const OutputStage& stage() const { return stage_; }

 private:
  QuantizedTensor weight_;
  OutputStage stage_;
};

}  // namespace tt::quant
