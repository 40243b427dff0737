#include "modules/quantization/quantize_model.h"

#include "modules/quantization/dynamic.h"
#include "modules/quantization/embedding.h"
#include "modules/quantization/fold.h"
#include "modules/quantization/improve.h"
#include "modules/quantization/least_squares.h"
#include "modules/quantization/to_integers.h"
#include "modules/quantization/weights.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

// Groups run along all inputs of one output, so weights are viewed as [out, everything else].
QuantizedTensor quantize_weight(const Tensor& weight, const WeightConfig& config) {
  // exercise: begin 2
  const QuantFormat format = weight_format(config);
  Tensor w = weight;
  if (config.granularity == Granularity::group && weight.dim(0) > 0)
    w = weight.detach().view({weight.dim(0), static_cast<int>(weight.count() / weight.dim(0))});
  if (config.range == WeightConfig::minmax) return quantize(w, format);
  return quantize(w, format, least_squares_params(w, format));
  // exercise: end
}

QuantizedTensor integers_of(const Tensor& weight, const WeightConfig& config) {
  return config.integers ? *config.integers : quantize_weight(weight, config);
}

namespace {

StoredWeight store(const Tensor& weight, Mode mode, const WeightConfig& config) {
  if (mode == Mode::float16) return HalfTensor(weight, HalfType::float16);
  if (mode == Mode::bfloat16) return HalfTensor(weight, HalfType::bfloat16);
  return integers_of(weight, config);
}

// The quantized layer for float activations; null for one without weights.
std::unique_ptr<nn::Module> convert(const nn::Module& layer, Mode mode, const WeightConfig& config) {
  // exercise: begin 3
  const bool dynamic = mode == Mode::dynamic;
  if (const auto* l = dynamic_cast<const nn::Linear*>(&layer)) {
    StoredWeight weight = store(l->weight, mode, config);
    if (dynamic) return std::make_unique<DynamicLinear>(std::move(weight), l->bias);
    return std::make_unique<QuantizedLinear>(std::move(weight), l->bias);
  }
  if (const auto* c = dynamic_cast<const nn::Conv2D*>(&layer)) {
    StoredWeight weight = store(c->weight, mode, config);
    if (dynamic) return std::make_unique<DynamicConv2D>(c->shape(), std::move(weight), c->bias);
    return std::make_unique<QuantizedConv2D>(c->shape(), std::move(weight), c->bias);
  }
  if (const auto* e = dynamic_cast<const nn::Embedding*>(&layer))
    return std::make_unique<QuantizedEmbedding>(store(e->weight, mode, config));
  return nullptr;
  // exercise: end
}

// Checks rules while all layers are there, then folds batch normalization.
void prepare_layers(std::vector<NamedLayer>& layers, const Config& config) {
  // exercise: begin 3
  check_patterns(config, layers);
  fold(layers);
  // exercise: end
}

// Replaces layers by quantized ones, as the config says.
void convert_layers(std::vector<NamedLayer>& layers, const Config& config, const Tensor& samples) {
  // exercise: begin 3
  if (config.mode == Mode::full) {
    const std::vector<ActivationFormat> formats = calibrate(layers, samples, config.activations);
    layers = to_integers(std::move(layers), config, formats);
  }
  for (NamedLayer& l : layers) {
    const std::string kind = kind_of(*l.layer);
    if (dynamic_cast<IntegerLayer*>(l.layer.get()) || stays_float(config, l.name, kind)) continue;
    auto converted =
        in_layer(l, [&] { return convert(*l.layer, config.mode, weights_of(config, l.name, kind)); });
    if (converted) l.layer = std::move(converted);
  }
  // exercise: end
}

}  // namespace

QuantizedModel quantize_model(nn::Sequential& model, const Config& config, const Tensor& samples) {
  std::vector<NamedLayer> layers = copy_layers(model);
  prepare_layers(layers, config);
  convert_layers(layers, improve(layers, config, samples), samples);
  for (const NamedLayer& l : layers) check_no_weight_was_missed(l, config);
  return {config.mode, std::move(layers), model.input};
}

}  // namespace tt::quant
