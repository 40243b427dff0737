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

// Where the steps of fake quantization come from: the range of what goes by, or learned beside the weights.
enum class StepSize { observed, learned };

// Activations while training: watched, and passed on as their codes would say them.
class FakeQuantize : public nn::Module {
 public:
  FakeQuantize(const ActivationConfig& config, StepSize step);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override { return "fakequantize"; }
  void visit(nn::Visitor& v) override;
  void freeze() { frozen_ = true; }  // what is seen from now on changes nothing
  ActivationFormat format() const;   // throws ValueError before the first training batch

 private:
  int bits_;
  StepSize step_;
  std::unique_ptr<Observer> observer_;
  bool seen_ = false, frozen_ = false;
  QuantParams params_;
  Tensor scale_;  // [1], when it is learned
};

// A convolution or a linear layer with what belongs to it in integers: batch normalization, an activation,
// and fake quantization of its weights and its output. Batch normalization is learned as ever, but the
// weights are quantized as if it were folded into them already: folding multiplies output o by f[o] = gamma /
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
  void freeze();  // batch normalization by its running statistics, activations by what was seen so far

  // What convert() wants: weights and bias with batch normalization folded in, the weights as integers.
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
