#include "modules/quantization/copy.h"

#include "modules/quantization/config.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

// A layer's copy still shares its values; this gives it its own.
class Unshare : public nn::Visitor {
  void on_parameter(const std::string&, Tensor& t) override { t = t.clone(); }
  void on_buffer(const std::string&, Tensor& t) override { t = t.clone(); }
};

template <class Layer>
std::unique_ptr<nn::Module> copy_if(const nn::Module& m) {
  const auto* layer = dynamic_cast<const Layer*>(&m);
  return layer ? std::make_unique<Layer>(*layer) : nullptr;
}

template <class... Layers>
std::unique_ptr<nn::Module> copy_any(const nn::Module& m) {
  std::unique_ptr<nn::Module> copy;
  ((copy = copy_if<Layers>(m)) || ...);
  return copy;
}

}  // namespace

std::unique_ptr<nn::Module> copy_layer(const nn::Module& layer, const std::string& name) {
  auto copy = copy_any<nn::Conv2D, nn::Linear, nn::Embedding, nn::BatchNorm, nn::ReLU, nn::ReLU6, nn::Sigmoid,
                       nn::Tanh, nn::Softmax, nn::Flatten, nn::MaxPool2D, nn::AvgPool2D, nn::Dropout>(layer);
  if (!copy)
    throw ValueError("quantize_model: layer " + name + " cannot be converted: " + layer.describe() +
                     ". Use the framework's own layers, side by side in one Sequential");
  Unshare unshare;
  copy->visit(unshare);
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

}  // namespace tt::quant
