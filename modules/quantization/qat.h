#pragma once
#include "modules/quantization/copy.h"
#include "modules/quantization/qat_layer.h"
#include "modules/quantization/quantized_model.h"

namespace tt::quant {

// A model that trains as it will be stored: its weights, and in mode full its activations, go through fake
// quantization. Train it like any other; freeze() it for the last steps; convert() it.
class QatModel : public nn::Module {
 public:
  QatModel(Mode mode, std::vector<NamedLayer> layers, const Shape& input_shape);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;
  void visit(nn::Visitor& v) override;
  void train(bool on = true) override;
  void freeze();

  // The integer model, or with mode weight_only the one with integer weights; shares nothing with this one.
  // Up to rounding its outputs are those of evaluation mode. Throws ValueError before any training batch.
  QuantizedModel convert();

  Shape input;

 private:
  Mode mode_;
  std::vector<NamedLayer> layers_;
};

// A copy of the model to train further. config.mode: weight_only or full. Batch normalization and activations
// join the layers that they follow. The ranges of activations are observed while it trains, by a moving
// average when the config asks for min-max. Throws ValueError naming a layer that this cannot quantize.
QatModel prepare_qat(nn::Sequential& model, const Config& config, StepSize step = StepSize::observed);

}  // namespace tt::quant
