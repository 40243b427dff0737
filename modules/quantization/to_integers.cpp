#include "modules/quantization/to_integers.h"

#include <optional>

#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/integer_pool.h"
#include "modules/quantization/integer_table.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/nn/linear.h"

namespace tt::quant {

namespace {

template <class Layer>
Layer* as(const NamedLayer& l) {
  return dynamic_cast<Layer*>(l.layer.get());
}

Activation activation_of(const NamedLayer& l) {
  return as<nn::ReLU>(l) ? Activation::relu : as<nn::ReLU6>(l) ? Activation::relu6 : Activation::none;
}

// A layer with weights and the activation behind it.
std::unique_ptr<nn::Module> with_weights(const NamedLayer& l, const Config& config,
                                         const ActivationFormat& in, const ActivationFormat& out,
                                         Activation activation) {
  const WeightConfig& weights = weights_of(config, l.name, kind_of(*l.layer));
  if (const auto* conv = as<nn::Conv2D>(l)) {
    QuantizedTensor w = integers_of(conv->weight, weights);
    check_integer_weight(w);
    const auto bias = bias_steps(conv->bias, w, in.params);
    return std::make_unique<IntegerConv2D>(conv->shape(), std::move(w), bias, in, out, activation);
  }
  const auto* linear = as<nn::Linear>(l);
  QuantizedTensor w = integers_of(linear->weight, weights);
  check_integer_weight(w);
  const auto bias = bias_steps(linear->bias, w, in.params);
  return std::make_unique<IntegerLinear>(std::move(w), bias, in, out, activation);
}

// A layer without weights; null when it has no integer form.
std::unique_ptr<nn::Module> without_weights(const NamedLayer& l, const ActivationFormat& in,
                                            const ActivationFormat& out) {
  if (as<nn::Flatten>(l)) return std::make_unique<IntegerFlatten>(in);
  if (const auto* pool = as<nn::MaxPool2D>(l))
    return std::make_unique<IntegerPool2D>(IntegerPool2D::max, *pool, in);
  if (const auto* pool = as<nn::AvgPool2D>(l))
    return std::make_unique<IntegerPool2D>(IntegerPool2D::average, *pool, in);
  if (activation_of(l) != Activation::none || as<nn::Sigmoid>(l) || as<nn::Tanh>(l))
    return std::make_unique<IntegerTable>(*l.layer, in, out);
  return nullptr;
}

}  // namespace

std::vector<NamedLayer> to_integers(std::vector<NamedLayer> layers, const Config& config,
                                    const std::vector<ActivationFormat>& formats) {
  std::vector<NamedLayer> result;
  std::optional<ActivationFormat> current;  // of the codes that enter the layer; none where floats do
  for (std::size_t i = 0; i < layers.size(); ++i) {
    NamedLayer& l = layers[i];
    const ActivationFormat in = current.value_or(formats[i]);
    std::unique_ptr<nn::Module> made;
    if (stays_float(config, l.name, kind_of(*l.layer))) {
    } else if (as<nn::Conv2D>(l) || as<nn::Linear>(l)) {
      const bool last = i + 1 == layers.size();
      const Activation activation =
          last || stays_float(config, layers[i + 1].name, kind_of(*layers[i + 1].layer))
              ? Activation::none
              : activation_of(layers[i + 1]);
      if (activation != Activation::none) ++i;
      made = in_layer(l, [&] { return with_weights(l, config, in, formats[i + 1], activation); });
    } else {
      made = without_weights(l, in, formats[i + 1]);
    }
    current.reset();
    if (made) current = dynamic_cast<IntegerLayer&>(*made).output();
    result.push_back({l.name, made ? std::move(made) : std::move(l.layer)});
  }
  return result;
}

}  // namespace tt::quant
