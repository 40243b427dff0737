#include "modules/quantization/to_integers.h"

#include <optional>

#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/integer_pool.h"
#include "modules/quantization/integer_table.h"
#include "modules/quantization/quantize_model.h"
#include "modules/quantization/weights.h"
#include "tinytensor/nn/conv2d.h"

namespace tt::quant {

namespace {

template <class Layer>
Layer* as(const NamedLayer& l) {
  return dynamic_cast<Layer*>(l.layer.get());
}

// A layer with weights and the activation after it.
std::unique_ptr<nn::Module> with_weights(const NamedLayer& l, const Config& config,
                                         const ActivationFormat& in, const ActivationFormat& out,
                                         Activation activation) {
  const LayerWeights floats = weights_in(*l.layer);
  QuantizedTensor w = integers_of(*floats.weight, weights_of(config, l.name, kind_of(*l.layer)));
  check_integer_weight(w);
  w = with_room_for(*floats.bias, w, in.params);
  const auto bias = bias_steps(*floats.bias, w, in.params);
  if (const auto* conv = as<nn::Conv2D>(l))
    return std::make_unique<IntegerConv2D>(conv->shape(), std::move(w), bias, in, out, activation);
  return std::make_unique<IntegerLinear>(std::move(w), bias, in, out, activation);
}

}  // namespace

Activation activation_of(const nn::Module& layer) {
  return dynamic_cast<const nn::ReLU*>(&layer)    ? Activation::relu
         : dynamic_cast<const nn::ReLU6*>(&layer) ? Activation::relu6
                                                  : Activation::none;
}

OnCodes on_codes(const nn::Module& layer) {
  if (dynamic_cast<const nn::Flatten*>(&layer) || dynamic_cast<const nn::Pool2D*>(&layer))
    return OnCodes::same_format;
  const bool function = activation_of(layer) != Activation::none ||
                        dynamic_cast<const nn::Sigmoid*>(&layer) || dynamic_cast<const nn::Tanh*>(&layer);
  return function ? OnCodes::table : OnCodes::floats;
}

std::unique_ptr<nn::Module> integer_form(nn::Module& layer, const ActivationFormat& in,
                                         const ActivationFormat& out) {
  if (on_codes(layer) == OnCodes::table) return std::make_unique<IntegerTable>(layer, in, out);
  if (dynamic_cast<const nn::Flatten*>(&layer)) return std::make_unique<IntegerFlatten>(in);
  if (const auto* pool = dynamic_cast<const nn::MaxPool2D*>(&layer))
    return std::make_unique<IntegerPool2D>(IntegerPool2D::max, *pool, in);
  if (const auto* pool = dynamic_cast<const nn::AvgPool2D*>(&layer))
    return std::make_unique<IntegerPool2D>(IntegerPool2D::average, *pool, in);
  return nullptr;
}

std::vector<NamedLayer> to_integers(std::vector<NamedLayer> layers, const Config& config,
                                    const std::vector<ActivationFormat>& formats) {
  std::vector<NamedLayer> result;
  std::optional<ActivationFormat> current;  // of the codes that enter the layer; none where floats do
  for (std::size_t i = 0; i < layers.size(); ++i) {
    NamedLayer& l = layers[i];
    const ActivationFormat in = current.value_or(formats[i]);
    std::unique_ptr<nn::Module> made;
    if (stays_float(config, l.name, kind_of(*l.layer))) {
    } else if (weights_in(*l.layer)) {
      const bool last = i + 1 == layers.size();
      const Activation activation =
          last || stays_float(config, layers[i + 1].name, kind_of(*layers[i + 1].layer))
              ? Activation::none
              : activation_of(*layers[i + 1].layer);
      if (activation != Activation::none) ++i;
      made = in_layer(l, [&] { return with_weights(l, config, in, formats[i + 1], activation); });
    } else {
      made = integer_form(*l.layer, in, formats[i + 1]);
    }
    current.reset();
    if (made) current = dynamic_cast<IntegerLayer&>(*made).output();
    result.push_back({l.name, made ? std::move(made) : std::move(l.layer)});
  }
  return result;
}

}  // namespace tt::quant
