#include "modules/quantization/qat_layer.h"

#include <cmath>

#include "modules/quantization/conv2d.h"
#include "modules/quantization/fake_quant.h"
#include "modules/quantization/least_squares.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

FakeQuantize::FakeQuantize(const ActivationConfig& config, StepSize step)
    : bits_(config.bits),
      step_(step),
      observer_(make_observer(config.observer, {config.bits, false}, Scheme::affine)) {
  check_type("FakeQuantize", {bits_, false}, Scheme::affine);
  if (step == StepSize::learned) scale_ = Tensor::full({1}, 1).track();
}

Tensor FakeQuantize::forward(const Tensor& x) {
  const QuantFormat format{{bits_, false}, Scheme::affine, {}};
  // Learned steps start from the first batch; observed ones follow all of them.
  if (training() && !frozen_ && (step_ == StepSize::observed || !seen_)) {
    observer_->observe(x.values());
    const auto [low, high] = observer_->range();
    params_ = choose_params(low, high, format.type, format.scheme);
    if (step_ == StepSize::learned) scale_.data()[0] = params_.scale;
    seen_ = true;
  }
  if (!seen_) throw ValueError("FakeQuantize: has seen no training batch yet");
  return step_ == StepSize::learned ? fake_quantize(x, format, scale_, {params_.zero_point})
                                    : fake_quantize(x, format, {params_});
}

std::string FakeQuantize::describe() const { return "FakeQuantize(" + std::to_string(bits_) + " bits)"; }

void FakeQuantize::visit(nn::Visitor& v) {
  if (step_ == StepSize::learned) v.parameter("scale", scale_);
}

ActivationFormat FakeQuantize::format() const {
  if (!seen_) throw ValueError("FakeQuantize: has seen no training batch yet");
  ActivationFormat f{params_, bits_};
  if (step_ == StepSize::learned) f.params.scale = std::max(scale_.data()[0], 0x1p-125f);
  return f;
}

QatLayer::QatLayer(const nn::Module& layer, const nn::BatchNorm* norm, Activation activation,
                   const WeightConfig& weights, const std::optional<ActivationConfig>& activations,
                   StepSize step)
    : activation_(activation), config_(weights) {
  const auto* conv = dynamic_cast<const nn::Conv2D*>(&layer);
  const auto* linear = dynamic_cast<const nn::Linear*>(&layer);
  if (conv) shape_ = conv->shape();
  weight_ = (conv ? conv->weight : linear->weight).clone().track();
  bias_ = (conv ? conv->bias : linear->bias).clone().track();
  if (weights.granularity == Granularity::group || weights.scheme != Scheme::symmetric)
    throw ValueError("QAT: weights are symmetric, by tensor or by channel");
  if (norm) {
    norm_ = std::make_unique<nn::BatchNorm>(*norm);
    for (Tensor* t : {&norm_->weight, &norm_->bias}) *t = t->clone().track();
    for (Tensor* t : {&norm_->running_mean, &norm_->running_var}) *t = t->clone();
  }
  if (activations && weights.bits > 8) throw ValueError("QAT: weights of integer layers have at most 8 bits");
  if (step == StepSize::learned) {
    if (norm_ && weights.granularity != Granularity::channel)
      throw ValueError("QAT: beside batch normalization steps are learned by channel, not by tensor");
    const std::vector<QuantParams> folded = weight_params();
    const std::vector<float> f = fold_factors();
    Tensor start = Tensor::uninitialized({static_cast<int>(folded.size())});
    for (std::size_t i = 0; i < folded.size(); ++i) start.data()[i] = unfold(folded[i].scale, f[i]);
    scale_ = start.track();
  }
  if (activations) output_ = std::make_unique<FakeQuantize>(*activations, step);
}

// Dead channels fold to 0; any step will do for them.
float QatLayer::unfold(float scale, float factor) {
  return factor == 0 ? 1 : std::max(scale / std::fabs(factor), 0x1p-125f);
}

std::vector<float> QatLayer::fold_factors() const {
  std::vector<float> f(static_cast<std::size_t>(bias_.count()), 1);
  for (std::size_t o = 0; norm_ && o < f.size(); ++o)
    f[o] = norm_->weight.data()[o] / std::sqrt(norm_->running_var.data()[o] + norm_->eps());
  return f;
}

static Tensor scale_rows(const Tensor& w, const std::vector<float>& factors) {
  Tensor scaled = w.clone();
  const std::int64_t row = w.count() / static_cast<std::int64_t>(factors.size());
  for (std::int64_t i = 0; i < w.count(); ++i) scaled.data()[i] *= factors[static_cast<std::size_t>(i / row)];
  return scaled;
}

std::vector<QuantParams> QatLayer::weight_params() const {
  std::vector<QuantParams> params;
  const std::vector<float> f = fold_factors();
  if (!scale_.empty()) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(scale_.count()); ++i)
      params.push_back({std::max(scale_.data()[i] * (norm_ ? std::fabs(f[i]) : 1), 0x1p-125f), 0});
    return params;
  }
  const QuantFormat format = weight_format(config_);
  const Tensor w = scale_rows(weight_, f);
  if (config_.range == WeightConfig::least_squares) return least_squares_params(w, format);
  for (const auto& [low, high] : find_ranges(w, format.granularity))
    params.push_back(choose_params(low, high, format.type, format.scheme));
  return params;
}

Tensor QatLayer::forward(const Tensor& x) {
  QuantFormat format = weight_format(config_);
  Tensor w;
  if (!scale_.empty()) {
    w = fake_quantize(weight_, format, scale_,
                      std::vector<std::int32_t>(static_cast<std::size_t>(scale_.count())));
  } else {
    const std::vector<QuantParams> folded = weight_params();
    const std::vector<float> factors = fold_factors();
    std::vector<QuantParams> params;
    for (std::size_t o = 0; o < factors.size(); ++o)
      params.push_back({unfold(folded[folded.size() == 1 ? 0 : o].scale, factors[o]), 0});
    format.granularity = Granularity::per_channel(0);
    w = fake_quantize(weight_, format, params);
  }
  Tensor y = shape_ ? conv2d(x, w, bias_,
                             {.stride = shape_->stride, .padding = shape_->padding, .groups = shape_->groups})
                    : linear(x, w, bias_);
  if (norm_) y = norm_->forward(y);
  if (activation_ == Activation::relu) y = relu(y);
  if (activation_ == Activation::relu6) y = relu6(y);
  return output_ ? output_->forward(y) : y;
}

std::string QatLayer::architecture() const {
  const std::string layer =
      shape_ ? shape_->architecture()
             : "linear " + std::to_string(weight_.dim(1)) + " " + std::to_string(weight_.dim(0));
  return layer + (norm_ ? ", " + norm_->architecture() : "") + suffix(activation_);
}

std::string QatLayer::describe() const {
  return "QatLayer(" + architecture() + ", int" + std::to_string(config_.bits) + ")";
}

void QatLayer::visit(nn::Visitor& v) {
  v.parameter("weight", weight_);
  v.parameter("bias", bias_);
  if (!scale_.empty()) v.parameter("scale", scale_);
  if (norm_) v.child("norm", *norm_);
  if (output_) v.child("output", *output_);
}

void QatLayer::train(bool on) {
  training_ = on;
  if (norm_) norm_->train(on && !frozen_);
  if (output_) output_->train(on);
}

void QatLayer::freeze() {
  frozen_ = true;
  if (norm_) norm_->eval();
  if (output_) output_->freeze();
}

QatLayer::Folded QatLayer::folded() const {
  const std::vector<float> f = fold_factors();
  Tensor bias = bias_.clone();
  for (std::int64_t o = 0; norm_ && o < bias.count(); ++o)
    bias.data()[o] = (bias.data()[o] - norm_->running_mean.data()[o]) * f[static_cast<std::size_t>(o)] +
                     norm_->bias.data()[o];
  return {quantize(scale_rows(weight_, f), weight_format(config_), weight_params()), bias};
}

}  // namespace tt::quant
