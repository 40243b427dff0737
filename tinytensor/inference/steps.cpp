#include "tinytensor/inference/steps.h"

#include <algorithm>
#include <functional>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/conv_pool_packed.h"
#include "tinytensor/kernels/linear.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::inference {

namespace {

Shape batch_of(const Shape& image, int images) {
  std::vector<int> dims{images};
  dims.insert(dims.end(), image.dims().begin(), image.dims().end());
  return Shape(dims);
}

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

// Any other layer, by its op.
class OpStep : public Step {
 public:
  using Op = std::function<Tensor(const Tensor&)>;
  OpStep(const Shape& image, Op op) : Step(result_of(op, image)), image_(image), op_(std::move(op)) {}
  void run(const float* x, float* y, int images) const override {
    const NoGrad quiet;
    const Shape shape = batch_of(image_, images);
    const Tensor result = op_(Tensor::from(std::span(x, static_cast<std::size_t>(shape.count())), shape));
    std::ranges::copy(result.values(), y);
  }

 private:
  static Shape result_of(const Op& op, const Shape& image) {
    return Shape(op(Tensor::zeros(batch_of(image, 1))).shape().dims().subspan(1));
  }
  Shape image_;
  Op op_;
};

template <class Layer>
Layer* layer_at(nn::Sequential& model, int i) {
  return i < model.size() ? dynamic_cast<Layer*>(&model[i]) : nullptr;
}

std::unique_ptr<Step> conv_step(nn::Sequential& model, int& first, const Shape& image) {
  const nn::Conv2D& layer = *layer_at<nn::Conv2D>(model, first++);
  const nn::Conv2DShape& l = layer.shape();
  if (image.rank() != 3 || image[2] != l.in || std::min(image[0], image[1]) + 2 * l.padding < l.kernel)
    throw shape_error("freeze", layer.describe() + " does not fit the images before it", image);
  const kernels::ConvShape s{.images = 1,
                             .height = image[0],
                             .width = image[1],
                             .in = l.in,
                             .out = l.out,
                             .kernel_h = l.kernel,
                             .kernel_w = l.kernel,
                             .stride = l.stride,
                             .padding = l.padding,
                             .groups = l.groups};
  if (!layer_at<nn::ReLU>(model, first)) return std::make_unique<ConvStep>(s, layer, false);
  const nn::MaxPool2D* pool = layer_at<nn::MaxPool2D>(model, ++first);
  if (!pool || pool->kernel() != 2 || pool->stride() != 2 || pool->padding() != 0 ||
      !kernels::conv_pool_supported(s))
    return std::make_unique<ConvStep>(s, layer, true);
  ++first;
  return std::make_unique<ConvPoolStep>(s, layer);
}

// What evaluation does with a layer that has no step of its own; empty for a layer of another kind.
OpStep::Op op_of(nn::Module& layer) {
  if (dynamic_cast<nn::ReLU*>(&layer)) return relu;
  if (dynamic_cast<nn::ReLU6*>(&layer)) return relu6;
  if (dynamic_cast<nn::Sigmoid*>(&layer)) return sigmoid;
  if (dynamic_cast<nn::Tanh*>(&layer)) return tt::tanh;
  if (dynamic_cast<nn::Softmax*>(&layer)) return softmax;
  if (auto* p = dynamic_cast<nn::MaxPool2D*>(&layer))
    return [o = Pool2DOptions{p->kernel(), p->stride(), p->padding()}](const Tensor& x) {
      return max_pool2d(x, o);
    };
  if (auto* p = dynamic_cast<nn::AvgPool2D*>(&layer))
    return [o = Pool2DOptions{p->kernel(), p->stride(), p->padding()}](const Tensor& x) {
      return avg_pool2d(x, o);
    };
  if (auto* n = dynamic_cast<nn::BatchNorm*>(&layer))
    return
        [w = n->weight.clone(), b = n->bias.clone(), m = n->running_mean.clone(), v = n->running_var.clone(),
         eps = n->eps()](const Tensor& x) { return batch_norm_fixed(x, w, b, m, v, eps); };
  return {};
}

}  // namespace

std::unique_ptr<Step> make_step(nn::Sequential& model, int& first, const Shape& image) {
  if (layer_at<nn::Conv2D>(model, first)) return conv_step(model, first, image);
  nn::Module& layer = model[first++];
  if (const auto* linear = dynamic_cast<nn::Linear*>(&layer)) {
    if (image.count() != linear->weight.dim(1))
      throw shape_error("freeze", layer.describe() + " does not fit what comes before it", image);
    return std::make_unique<LinearStep>(*linear);
  }
  if (dynamic_cast<nn::Flatten*>(&layer) || dynamic_cast<nn::Dropout*>(&layer)) return nullptr;
  OpStep::Op op = op_of(layer);
  if (!op)
    throw ValueError("freeze: there is no way to freeze " + layer.describe() + "; run the model itself");
  return std::make_unique<OpStep>(image, std::move(op));
}

}  // namespace tt::inference
