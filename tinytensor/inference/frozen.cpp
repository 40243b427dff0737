#include "tinytensor/inference/frozen.h"

#include <algorithm>

#include "tinytensor/autograd/node.h"
#include "tinytensor/inference/steps.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::inference {

namespace {
constexpr int block = 8;  // images that go through all layers together
}

FrozenModel::FrozenModel(nn::Sequential& model, const Shape& image)
    : image_(image),
      description_(model.describe()),
      architecture_(model.architecture()),
      nbytes_(model.nbytes()) {
  training_ = false;
  Shape at = image;
  for (int first = 0; first < model.size();) {
    std::unique_ptr<Step> step = make_step(model, first, at);
    if (!step) continue;
    widest_ = std::max(widest_, at.count());
    steps_.push_back(std::move(step));
  }
  result_ = at;
  if (steps_.empty()) throw ValueError("freeze: the model does nothing: " + description_);
}

Tensor FrozenModel::forward(const Tensor& x) {
  const int images = x.rank() == 0 ? 0 : x.dim(0);
  if (x.shape() != image_.with_batch(images))
    throw shape_error("FrozenModel", "x is not a batch of what it was frozen for", x.shape(), image_);
  Tensor y = Tensor::uninitialized(result_.with_batch(images));
  parallel_for((images + block - 1) / block, [&](int part) {
    const std::int64_t first = std::int64_t{part} * block;
    const int count = static_cast<int>(std::min<std::int64_t>(block, images - first));
    const Buffer odd(count * widest_), even(count * widest_);
    const float* from = x.data() + first * image_.count();
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      float* to = i + 1 == steps_.size() ? y.data() + first * steps_[i]->output.count()
                  : i % 2                ? odd.data()
                                         : even.data();
      steps_[i]->run(from, to, count);
      from = to;
    }
  });
  return y;
}

void FrozenModel::train(bool on) {
  if (on) throw ValueError("FrozenModel: cannot be trained. Train the model that it came from");
}

}  // namespace tt::inference
