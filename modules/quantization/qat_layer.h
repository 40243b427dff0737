#pragma once
#include <memory>
#include <optional>

#include "modules/quantization/config.h"
#include "modules/quantization/integer_layer.h"
#include "modules/quantization/output_stage.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/linear.h"

namespace tt::quant {

// Where the steps of fake quantization come from: the range of values seen, or training like the weights.
enum class StepSize { observed, learned };

// Activations while training: observed, and passed on rounded as their codes would be.
class FakeQuantize : public nn::Module {
 public:
  FakeQuantize(const ActivationConfig& config, StepSize step);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override { return "fakequantize"; }
  void visit(nn::Visitor& v) override;
  void freeze() { frozen_ = true; }  // values seen from now on change nothing
  ActivationFormat format() const;   // throws ValueError before the first training batch

 private:
  int bits_;
  StepSize step_;
  std::unique_ptr<Observer> observer_;
  bool seen_ = false, frozen_ = false;
  QuantParams params_;
  Tensor scale_;  // [1], when it is learned
};

// A convolution or a linear layer with all that its integer layer will include: batch normalization, an
// activation, and fake quantization of weights and output. Batch normalization is trained as usual, but the
// weights are quantized as if it were already folded into them: folding multiplies output o by f[o] = gamma /
// sqrt(running variance + eps), and quantizing f w with step s is quantizing w with step s / |f|.
class QatLayer : public nn::Module {
 public:
  // layer: an nn::Conv2D or nn::Linear. norm: null for none. activations: none where they stay float.
  QatLayer(const nn::Module& layer, const nn::BatchNorm* norm, Activation activation,
           const WeightConfig& weights, const std::optional<ActivationConfig>& activations, StepSize step);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;
  void visit(nn::Visitor& v) override;
  void train(bool on) override;
  void freeze();  // from now on: running statistics, and activation ranges as seen so far

  // What convert() needs: weights and bias with batch normalization folded in, the weights as integers.
  struct Folded {
    QuantizedTensor weight;
    Tensor bias;
  };
  Folded folded() const;
  const std::optional<nn::Conv2DShape>& shape() const { return shape_; }  // none: linear
  Activation activation() const { return activation_; }
  const FakeQuantize* output() const { return output_.get(); }  // null where activations stay float

 private:
  static float unfold(float scale, float factor);
  std::vector<float> fold_factors() const;
  std::vector<QuantParams> weight_params() const;  // of the folded weights

  std::optional<nn::Conv2DShape> shape_;
  Tensor weight_, bias_;
  std::unique_ptr<nn::BatchNorm> norm_;
  Activation activation_;
  WeightConfig config_;
  Tensor scale_;  // of the weights, when it is learned
  std::unique_ptr<FakeQuantize> output_;
  bool frozen_ = false;
};

}  // namespace tt::quant
