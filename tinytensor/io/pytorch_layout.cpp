#include "tinytensor/io/pytorch_layout.h"

#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

// Walks the layers with one image of zeros, to see what Flatten flattens.
class Walk {
 public:
  explicit Walk(nn::Sequential& model) {
    if (model.input.rank() > 0) image_ = Tensor::zeros(model.input.with_batch(1));
    for (int i = 0; i < model.size(); ++i) step(std::to_string(i) + ".", model[i]);
  }
  std::vector<PyTorchLayout> layouts;

 private:
  void step(const std::string& path, nn::Module& layer) {
    if (dynamic_cast<nn::Flatten*>(&layer)) flatten();
    for (const nn::NamedTensor& t : nn::named_tensors(layer))
      layouts.push_back(layout(layer, path + t.name, t.tensor));
    if (dynamic_cast<nn::Linear*>(&layer)) channels_ = places_ = 1;
    if (!image_.empty()) image_ = layer.forward(image_);
  }

  void flatten() {
    if (image_.empty())
      throw ValueError(
          "load: how PyTorch orders what Flatten makes depends on the input, which the architecture does not "
          "say. Begin it with: input H W C");
    if (image_.rank() != 4) return;
    channels_ = image_.dim(3);
    places_ = std::int64_t{image_.dim(1)} * image_.dim(2);
  }

  PyTorchLayout layout(nn::Module& layer, const std::string& name, const Tensor& t) const {
    const auto dims = t.shape().dims();
    PyTorchLayout l{name, {dims.begin(), dims.end()}};
    if (dynamic_cast<nn::Conv2D*>(&layer) && t.rank() == 4) {
      l.shape = {dims[0], dims[3], dims[1], dims[2]};
      l.channels = dims[3], l.places = std::int64_t{dims[1]} * dims[2];
    } else if ((dynamic_cast<nn::Linear*>(&layer) && t.rank() == 2) || dynamic_cast<nn::BatchNorm*>(&layer)) {
      l.channels = channels_, l.places = places_;
    }
    return l;
  }

  Tensor image_;                            // [1, ...]; empty while the input is not known
  std::int64_t channels_ = 1, places_ = 1;  // of the features since Flatten
};

}  // namespace

std::vector<PyTorchLayout> pytorch_layouts(nn::Sequential& model) {
  const NoGrad no_grad;
  const nn::EvalMode mode(model);
  Walk walk(model);
  return std::move(walk.layouts);
}

Tensor channels_last(const Tensor& values, const PyTorchLayout& layout) {
  Tensor result = Tensor::uninitialized(values.shape());
  const std::int64_t row = layout.channels * layout.places;
  const float* from = values.data();
  float* to = result.data();
  for (std::int64_t start = 0; start < values.count(); start += row)
    for (std::int64_t place = 0; place < layout.places; ++place)
      for (std::int64_t channel = 0; channel < layout.channels; ++channel)
        *to++ = from[start + channel * layout.places + place];
  return result;
}

}  // namespace tt::io
