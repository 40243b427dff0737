#include "tinytensor/nn/batch_norm.h"

#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/init.h"

namespace tt::nn {

BatchNorm::BatchNorm(int channels, float eps, float momentum) : eps_(eps), momentum_(momentum) {
  check_sizes("BatchNorm", {channels});
  weight = Tensor::full({channels}, 1).track();
  bias = Tensor::zeros({channels}).track();
  running_mean = Tensor::zeros({channels});
  running_var = Tensor::full({channels}, 1);
}

Tensor BatchNorm::forward(const Tensor& x) {
  if (!training()) return batch_norm_fixed(x, weight, bias, running_mean, running_var, eps_);
  const BatchStatistics batch = batch_statistics(x);
  const Tensor y = batch_norm(x, weight, bias, batch, eps_);
  const float n = static_cast<float>(batch.count), unbiased = batch.count > 1 ? n / (n - 1) : 1;
  for (std::int64_t c = 0; c < weight.count(); ++c) {
    running_mean.data()[c] += momentum_ * (batch.mean.data()[c] - running_mean.data()[c]);
    running_var.data()[c] += momentum_ * (unbiased * batch.variance.data()[c] - running_var.data()[c]);
  }
  return y;
}

std::string BatchNorm::describe() const { return "BatchNorm(" + std::to_string(weight.dim(0)) + ")"; }
std::string BatchNorm::architecture() const {
  std::string text = "batchnorm " + std::to_string(weight.dim(0));
  if (eps_ != usual_eps) text += " eps " + number_text(eps_);
  if (momentum_ != usual_momentum) text += " momentum " + number_text(momentum_);
  return text;
}

void BatchNorm::visit(Visitor& v) {
  v.parameter("weight", weight);
  v.parameter("bias", bias);
  v.buffer("running_mean", running_mean);
  v.buffer("running_var", running_var);
}

}  // namespace tt::nn
