#include "modules/quantization/copy.h"

#include "modules/quantization/weights.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

class Untrack : public nn::Visitor {
  void on_parameter(const std::string&, Tensor& t) override { t = t.detach(); }
};

}  // namespace

std::unique_ptr<nn::Module> copy_layer(const nn::Module& layer, const std::string& name) {
  if (dynamic_cast<const nn::Sequential*>(&layer))
    throw ValueError("quantize_model: layer " + name + " cannot be converted: " + layer.describe() +
                     ". Put its layers into the outer Sequential");
  std::unique_ptr<nn::Module> copy = layer.clone();
  const LayerWeights weights = weights_in(*copy);
  if (weights && (weights.weight->empty() || weights.bias->empty()))
    throw ValueError("quantize_model: layer " + name + " has an empty weight or bias: " + layer.describe() +
                     ". Fill it with zeros");
  Untrack untrack;
  copy->visit(untrack);
  copy->eval();
  return copy;
}

std::vector<NamedLayer> copy_layers(nn::Sequential& model) {
  std::vector<NamedLayer> copies;
  for (int i = 0; i < model.size(); ++i)
    copies.push_back({std::to_string(i), copy_layer(model[i], std::to_string(i))});
  return copies;
}

std::string kind_of(const nn::Module& layer) {
  const std::string text = layer.architecture();
  return text.substr(0, text.find(' '));
}

void check_pattern(const std::string& pattern, const std::vector<NamedLayer>& layers) {
  std::string names;
  for (const auto& [name, layer] : layers) {
    const std::string kind = kind_of(*layer);
    if (matches(pattern, name) || matches(pattern, kind)) return;
    names += (names.empty() ? "" : ", ") + name + " " + kind;
  }
  throw ValueError("quantize_model: no layer matches \"" + pattern + "\". There are: " + names);
}

void check_patterns(const Config& config, const std::vector<NamedLayer>& layers) {
  for (const LayerRule& rule : config.rules) check_pattern(rule.layers, layers);
  for (const std::string& pattern : config.keep_float) check_pattern(pattern, layers);
}

}  // namespace tt::quant
