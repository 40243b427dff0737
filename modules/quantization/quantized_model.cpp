#include "modules/quantization/quantized_model.h"

#include "modules/quantization/conv2d.h"
#include "modules/quantization/embedding.h"
#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/linear.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

QuantizedModel::QuantizedModel(Mode mode, std::vector<NamedLayer> layers, const Shape& input_shape)
    : input(input_shape), mode_(mode), layers_(std::move(layers)) {
  training_ = false;
}

Tensor QuantizedModel::forward(const Tensor& x) {
  const NoGrad no_grad;
  Tensor y = x;
  IntegerTensor codes;
  bool in_integers = false;
  for (NamedLayer& l : layers_) {
    const auto* integer = dynamic_cast<const IntegerLayer*>(l.layer.get());
    if (integer && !in_integers) codes = quantize_activations(y, integer->input());
    if (!integer && in_integers) y = dequantize(codes);
    in_integers = integer != nullptr;
    if (integer)
      codes = integer->run(codes);
    else
      y = l.layer->forward(y);
  }
  return in_integers ? dequantize(codes) : y;
}

std::string QuantizedModel::describe() const {
  std::string text;
  for (const NamedLayer& l : layers_) text += (text.empty() ? "" : ", ") + l.layer->describe();
  return "QuantizedModel(" + text + ")";
}

std::string QuantizedModel::architecture() const {
  std::string text = nn::input_text(input);
  for (const NamedLayer& l : layers_) text += (text.empty() ? "" : ", ") + l.layer->architecture();
  return text;
}

void QuantizedModel::visit(nn::Visitor& v) {
  for (NamedLayer& l : layers_) v.child(l.name, *l.layer);
}

void QuantizedModel::train(bool on) {
  if (on) throw ValueError("QuantizedModel: cannot be trained. Train the float model and convert it again");
}

std::int64_t QuantizedModel::nbytes() {
  std::int64_t bytes = 0;
  for (NamedLayer& l : layers_) bytes += l.layer->nbytes();
  return bytes;
}

std::optional<StoredWeight> stored_weight(const nn::Module& layer) {
  if (const auto* l = dynamic_cast<const QuantizedLinear*>(&layer)) return l->weight();
  if (const auto* c = dynamic_cast<const QuantizedConv2D*>(&layer)) return c->weight();
  if (const auto* e = dynamic_cast<const QuantizedEmbedding*>(&layer)) return e->weight();
  if (const auto* l = dynamic_cast<const IntegerLinear*>(&layer)) return l->weight();
  if (const auto* c = dynamic_cast<const IntegerConv2D*>(&layer)) return c->weight();
  return {};
}

StoredWeight QuantizedModel::weight(const std::string& layer) const {
  for (const NamedLayer& l : layers_)
    if (l.name == layer)
      if (auto w = stored_weight(*l.layer)) return *std::move(w);
  throw ValueError("QuantizedModel: no layer \"" + layer + "\" with stored weights in " + describe());
}

}  // namespace tt::quant
