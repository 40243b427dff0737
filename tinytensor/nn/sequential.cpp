#include "tinytensor/nn/sequential.h"

#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"

namespace tt::nn {

std::string input_text(const Shape& image) {
  std::string text = image.rank() > 0 ? "input" : "";
  for (int d : image.dims()) text += " " + std::to_string(d);
  return text;
}

Sequential& Sequential::add(std::unique_ptr<Module> layer) {
  layer->train(training());
  layers_.push_back(std::move(layer));
  return *this;
}

Tensor Sequential::forward_block(const Tensor& x, int& first) {
  Conv2D* conv = at<Conv2D>(first);
  Module& layer = (*this)[first++];
  if (!conv || !at<ReLU>(first)) return layer.forward(x);
  Epilogue epilogue{.relu = true};
  const MaxPool2D* pool = at<MaxPool2D>(++first);
  if (pool && pool->halves()) {
    epilogue.max_pool = true;
    ++first;
  }
  return conv->forward(x, epilogue);
}

Tensor Sequential::forward(const Tensor& x) {
  Tensor y = x;
  for (int first = 0; first < size();) y = forward_block(y, first);
  return y;
}

std::string Sequential::describe() const {
  std::string text = "Sequential(";
  for (std::size_t i = 0; i < layers_.size(); ++i) text += (i ? ", " : "") + layers_[i]->describe();
  return text + ")";
}

std::string Sequential::architecture() const {
  std::string text = input_text(input);
  for (const auto& layer : layers_) text += (text.empty() ? "" : ", ") + layer->architecture();
  return text;
}

void Sequential::visit(Visitor& v) {
  for (std::size_t i = 0; i < layers_.size(); ++i) v.child(std::to_string(i), *layers_[i]);
}

std::int64_t Sequential::nbytes() {
  std::int64_t bytes = 0;
  for (auto& layer : layers_) bytes += layer->nbytes();
  return bytes;
}

std::unique_ptr<Module> Sequential::clone() const {
  auto copy = std::make_unique<Sequential>();
  for (const auto& layer : layers_) copy->layers_.push_back(layer->clone());
  copy->input = input;
  copy->training_ = training_;
  return copy;
}

void Sequential::train(bool on) {
  training_ = on;
  for (auto& layer : layers_) layer->train(on);
}

}  // namespace tt::nn
