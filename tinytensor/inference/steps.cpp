#include "tinytensor/inference/steps.h"

#include <algorithm>

#include "tinytensor/autograd/node.h"
#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/conv_pool_packed.h"
#include "tinytensor/kernels/linear.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::inference {

namespace {

class ConvStep : public Step {
 public:
  ConvStep(const kernels::ConvShape& s, const nn::Conv2D& layer, bool with_relu)
      : Step({s.out_height(), s.out_width(), s.out}),
        conv_(s, layer.weight.data(), layer.bias.data(), with_relu) {}
  void run(const float* x, float* y, int images) const override { conv_.run(x, y, images); }

 private:
  kernels::PackedConv2D conv_;
};

class ConvPoolStep : public Step {
 public:
  ConvPoolStep(const kernels::ConvShape& s, const nn::Conv2D& layer)
      : Step({kernels::pooled_height(s), kernels::pooled_width(s), s.out}),
        conv_(s, layer.weight.data(), layer.bias.data()) {}
  void run(const float* x, float* y, int images) const override { conv_.run(x, y, images); }

 private:
  kernels::PackedConvPool conv_;
};

class LinearStep : public Step {
 public:
  explicit LinearStep(const nn::Linear& layer)
      : Step({layer.weight.dim(0)}), weight_(layer.weight.clone()), bias_(layer.bias.clone()) {}
  void run(const float* x, float* y, int images) const override {
    kernels::linear_forward(x, weight_.data(), bias_.data(), y, images, weight_.dim(1), weight_.dim(0));
  }

 private:
  Tensor weight_, bias_;
};

// Any other layer, as a copy.
class LayerStep : public Step {
 public:
  LayerStep(const Shape& image, std::unique_ptr<nn::Module> layer)
      : Step(result_of(*layer, image)), image_(image), layer_(std::move(layer)) {}
  void run(const float* x, float* y, int images) const override {
    const NoGrad quiet;
    const Shape shape = image_.with_batch(images);
    const Tensor result =
        layer_->forward(Tensor::from(std::span(x, static_cast<std::size_t>(shape.count())), shape));
    if (result.shape() != output.with_batch(images)) refuse(*layer_, result.shape());
    std::ranges::copy(result.values(), y);
  }

 private:
  static Shape result_of(nn::Module& layer, const Shape& image) {
    const NoGrad quiet;
    layer.eval();
    const Shape two = layer.forward(Tensor::zeros(image.with_batch(2))).shape();
    if (two.rank() == 0 || two[0] != 2) refuse(layer, two);
    return two.without_batch();
  }
  [[noreturn]] static void refuse(const nn::Module& layer, const Shape& result) {
    throw shape_error("freeze", layer.describe() + " does not give one result for each image", result);
  }

  Shape image_;
  std::unique_ptr<nn::Module> layer_;
};

std::unique_ptr<Step> conv_step(nn::Sequential& model, int& first, const Shape& image) {
  const nn::Conv2D& layer = *model.at<nn::Conv2D>(first++);
  const kernels::ConvShape s = layer.shape().over(image, "freeze");
  if (!model.at<nn::ReLU>(first)) return std::make_unique<ConvStep>(s, layer, false);
  const nn::MaxPool2D* pool = model.at<nn::MaxPool2D>(++first);
  if (!pool || !pool->halves() || !kernels::conv_pool_supported(s))
    return std::make_unique<ConvStep>(s, layer, true);
  ++first;
  return std::make_unique<ConvPoolStep>(s, layer);
}

std::unique_ptr<Step> layer_step(const nn::Module& layer, const Shape& image) {
  if (dynamic_cast<const nn::Dropout*>(&layer)) return nullptr;
  const auto* linear = dynamic_cast<const nn::Linear*>(&layer);
  if (!linear) return std::make_unique<LayerStep>(image, layer.clone());
  if (image != Shape{linear->weight.dim(1)})
    throw shape_error("freeze", layer.describe() + " does not fit what comes before it", image);
  return std::make_unique<LinearStep>(*linear);
}

}  // namespace

std::unique_ptr<Step> make_step(nn::Sequential& model, int& first, Shape& image) {
  if (model.at<nn::Flatten>(first)) {
    ++first;
    image = {static_cast<int>(image.count())};
    return nullptr;
  }
  auto step =
      model.at<nn::Conv2D>(first) ? conv_step(model, first, image) : layer_step(model[first++], image);
  if (step) image = step->output;
  return step;
}

}  // namespace tt::inference
