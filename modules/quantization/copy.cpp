#include "modules/quantization/copy.h"

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

std::vector<NamedLayer> copy_layers(nn::Sequential& model) {
  std::vector<NamedLayer> copies;
  for (int i = 0; i < model.size(); ++i) {
    auto copy =
        copy_any<nn::Conv2D, nn::Linear, nn::Embedding, nn::BatchNorm, nn::ReLU, nn::ReLU6, nn::Sigmoid,
                 nn::Tanh, nn::Softmax, nn::Flatten, nn::MaxPool2D, nn::AvgPool2D, nn::Dropout>(model[i]);
    if (!copy)
      throw ValueError("quantize_model: layer " + std::to_string(i) +
                       " cannot be converted: " + model[i].describe() +
                       ". Use the framework's own layers, side by side in one Sequential");
    Unshare unshare;
    copy->visit(unshare);
    copy->eval();
    copies.push_back({std::to_string(i), std::move(copy)});
  }
  return copies;
}

std::string kind_of(const nn::Module& layer) {
  const std::string text = layer.architecture();
  return text.substr(0, text.find(' '));
}

}  // namespace tt::quant
