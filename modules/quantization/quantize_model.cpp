#include "modules/quantization/quantize_model.h"

#include "modules/quantization/conv2d.h"
#include "modules/quantization/embedding.h"
#include "modules/quantization/linear.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

// Groups run along all inputs of one output, so weights are taken as [out, everything else].
StoredWeight store(const Tensor& weight, const WeightConfig& config) {
  Tensor w = weight;
  if (config.granularity == Granularity::group && weight.dim(0) > 0)
    w = weight.view({weight.dim(0), static_cast<int>(weight.count() / weight.dim(0))});
  return quantize(w, weight_format(config));
}

// The quantized form of a layer; null for one without weights.
std::unique_ptr<nn::Module> convert(const nn::Module& layer, const WeightConfig& config) {
  if (const auto* l = dynamic_cast<const nn::Linear*>(&layer))
    return std::make_unique<QuantizedLinear>(store(l->weight, config), l->bias);
  if (const auto* c = dynamic_cast<const nn::Conv2D*>(&layer))
    return std::make_unique<QuantizedConv2D>(c->shape(), store(c->weight, config), c->bias);
  if (const auto* e = dynamic_cast<const nn::Embedding*>(&layer))
    return std::make_unique<QuantizedEmbedding>(store(e->weight, config));
  return nullptr;
}

// A rule for a layer that does not exist is a mistake worth hearing of.
void check_pattern(const std::string& pattern, const std::vector<NamedLayer>& layers) {
  std::string names;
  for (const auto& [name, layer] : layers) {
    const std::string kind = kind_of(*layer);
    if (matches(pattern, name) || matches(pattern, kind)) return;
    names += (names.empty() ? "" : ", ") + name + " " + kind;
  }
  throw ValueError("quantize_model: no layer matches \"" + pattern + "\". There are: " + names);
}

}  // namespace

QuantizedModel quantize_model(nn::Sequential& model, const Config& config) {
  std::vector<NamedLayer> layers = copy_layers(model);
  for (const LayerRule& rule : config.rules) check_pattern(rule.layers, layers);
  for (const std::string& pattern : config.keep_float) check_pattern(pattern, layers);
  for (auto& [name, layer] : layers) {
    const std::string kind = kind_of(*layer);
    if (stays_float(config, name, kind)) continue;
    try {
      if (auto converted = convert(*layer, weights_of(config, name, kind))) layer = std::move(converted);
    } catch (const Error& e) {
      throw ValueError("quantize_model: layer " + name + " (" + kind + "): " + e.what() +
                       ", give it a rule of its own or keep it float");
    }
  }
  return {std::move(layers), model.input};
}

}  // namespace tt::quant
