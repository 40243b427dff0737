#include "modules/quantization/qat.h"

#include "modules/quantization/conv2d.h"
#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/linear.h"
#include "modules/quantization/to_integers.h"
#include "modules/quantization/weights.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

class Track : public nn::Visitor {
  void on_parameter(const std::string&, Tensor& t) override { t = t.track(); }
};

std::unique_ptr<nn::Module> convert_layer(const QatLayer& l, const std::optional<ActivationFormat>& in) {
  auto [weight, bias] = l.folded();
  if (!l.output()) {
    if (l.shape()) return std::make_unique<QuantizedConv2D>(*l.shape(), std::move(weight), bias);
    return std::make_unique<QuantizedLinear>(std::move(weight), bias);
  }
  const ActivationFormat out = l.output()->format();
  weight = with_room_for(bias, weight, in->params);
  const std::vector<std::int32_t> steps = bias_steps(bias, weight, in->params);
  if (l.shape())
    return std::make_unique<IntegerConv2D>(*l.shape(), std::move(weight), steps, *in, out, l.activation());
  return std::make_unique<IntegerLinear>(std::move(weight), steps, *in, out, l.activation());
}

}  // namespace

QatModel::QatModel(Mode mode, std::vector<NamedLayer> layers, const Shape& input_shape)
    : input(input_shape), mode_(mode), layers_(std::move(layers)) {
  train(true);
}

Tensor QatModel::forward(const Tensor& x) {
  Tensor y = x;
  for (NamedLayer& l : layers_) y = l.layer->forward(y);
  return y;
}

std::string QatModel::describe() const {
  std::string text;
  for (const NamedLayer& l : layers_) text += (text.empty() ? "" : ", ") + l.layer->describe();
  return "QatModel(" + text + ")";
}

std::string QatModel::architecture() const {
  std::string text;
  for (const NamedLayer& l : layers_)
    if (!dynamic_cast<FakeQuantize*>(l.layer.get()))
      text += (text.empty() ? "" : ", ") + l.layer->architecture();
  return text;
}

void QatModel::visit(nn::Visitor& v) {
  for (NamedLayer& l : layers_) v.child(l.name, *l.layer);
}

void QatModel::train(bool on) {
  training_ = on;
  for (NamedLayer& l : layers_) l.layer->train(on);
}

void QatModel::freeze() {
  for (NamedLayer& l : layers_) {
    if (auto* q = dynamic_cast<QatLayer*>(l.layer.get())) q->freeze();
    if (auto* q = dynamic_cast<FakeQuantize*>(l.layer.get())) q->freeze();
  }
}

QuantizedModel QatModel::convert() {
  std::vector<NamedLayer> converted;
  std::optional<ActivationFormat> current;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    NamedLayer& l = layers_[i];
    std::unique_ptr<nn::Module> made;
    if (auto* q = dynamic_cast<FakeQuantize*>(l.layer.get())) {
      current = q->format();
      continue;
    }
    if (dynamic_cast<nn::Dropout*>(l.layer.get())) continue;
    if (auto* q = dynamic_cast<QatLayer*>(l.layer.get())) {
      made = convert_layer(*q, current);
      current.reset();
      if (q->output()) current = q->output()->format();
    } else {
      // The layer after a table holds the format of its results.
      const auto* after =
          i + 1 < layers_.size() ? dynamic_cast<const FakeQuantize*>(layers_[i + 1].layer.get()) : nullptr;
      if (current) made = integer_form(*l.layer, *current, after ? after->format() : *current);
      if (!made) current.reset();
    }
    converted.push_back({l.name, made ? std::move(made) : copy_layer(*l.layer, l.name)});
  }
  return {mode_, std::move(converted), input};
}

QatModel prepare_qat(nn::Sequential& model, const Config& config, StepSize step) {
  if (config.mode != Mode::full && config.mode != Mode::weight_only)
    throw ValueError("prepare_qat: trains for modes full and weight-only, not " + mode_name(config.mode));
  if (config.improvements.any())
    throw ValueError("prepare_qat: improvements are for models that are not trained with the rounding in it");
  std::vector<NamedLayer> from = copy_layers(model), layers;
  check_patterns(config, from);
  std::optional<ActivationConfig> activations;
  if (config.mode == Mode::full) activations = config.activations;
  if (activations && activations->bits > 8)
    throw ValueError("prepare_qat: activations have at most 8 bits, not " +
                     std::to_string(activations->bits));
  if (activations && activations->observer.kind == ObserverConfig::minmax)
    activations->observer.kind = ObserverConfig::moving_average;
  bool coded = false;  // what enters the next layer has been through fake quantization
  for (std::size_t i = 0; i < from.size(); ++i) {
    NamedLayer& l = from[i];
    const std::string kind = kind_of(*l.layer);
    const bool weights = weights_in(*l.layer) && !stays_float(config, l.name, kind);
    const OnCodes codes = on_codes(*l.layer);
    if (activations && !coded && (weights || (layers.empty() && codes != OnCodes::floats))) {
      layers.push_back({l.name + "_input", std::make_unique<FakeQuantize>(*activations, step)});
      coded = true;
    }
    if (weights) {
      const nn::BatchNorm* norm = nullptr;
      const std::size_t first = i;
      if (i + 1 < from.size()) norm = dynamic_cast<nn::BatchNorm*>(from[i + 1].layer.get());
      if (norm) ++i;
      const Activation activation =
          i + 1 < from.size() ? activation_of(*from[i + 1].layer) : Activation::none;
      if (activation != Activation::none && activations) ++i;
      layers.push_back({from[first].name, in_layer(from[first], [&] {
                          return std::make_unique<QatLayer>(
                              *from[first].layer, norm, activations ? activation : Activation::none,
                              weights_of(config, from[first].name, kind), activations, step);
                        })});
      coded = activations.has_value();
    } else {
      check_no_weight_was_missed(l, config);
      Track track;
      l.layer->visit(track);
      coded = coded && (kind == "dropout" || codes != OnCodes::floats);
      layers.push_back({l.name, std::move(l.layer)});
      if (coded && codes == OnCodes::table)
        layers.push_back({l.name + "_output", std::make_unique<FakeQuantize>(*activations, step)});
    }
  }
  return {config.mode, std::move(layers), model.input};
}

}  // namespace tt::quant
