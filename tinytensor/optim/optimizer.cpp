#include "tinytensor/optim/optimizer.h"

#include <cmath>

#include "tinytensor/kernels/update.h"
#include "tinytensor/tensor/error.h"

namespace tt::optim {

static std::vector<Tensor> zeros_like(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> zeros;
  for (const Tensor& t : tensors) zeros.push_back(Tensor::zeros(t.shape()));
  return zeros;
}

static void check(const char* name, bool holds, const char* what, float value) {
  if (!holds) throw ValueError(std::string(name) + ": " + what + ": " + std::to_string(value));
}

Optimizer::Optimizer(std::vector<Tensor> parameters, float rate)
    : lr(rate), parameters_(std::move(parameters)) {
  check("optimizer", rate >= 0, "the learning rate is not 0 or more", rate);
  for (const Tensor& p : parameters_)
    if (!p.tracked()) throw ValueError("optimizer: a parameter is not tracked: " + p.shape().str());
}

void Optimizer::zero_grad() {
  for (Tensor& p : parameters_) p.zero_grad();
}

SGD::SGD(std::vector<Tensor> parameters, const SGDOptions& options)
    : Optimizer(std::move(parameters), options.lr), options_(options), velocities_(zeros_like(parameters_)) {
  check("SGD", options.momentum >= 0, "momentum is not 0 or more", options.momentum);
  check("SGD", options.weight_decay >= 0, "weight_decay is not 0 or more", options.weight_decay);
}

void SGD::step() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    Tensor& p = parameters_[i];
    if (!p.grad().empty())
      kernels::sgd_update(p.data(), p.grad().data(), velocities_[i].data(), p.count(),
                          {lr, options_.momentum, options_.weight_decay});
  }
}

Adam::Adam(std::vector<Tensor> parameters, const AdamOptions& options)
    : Optimizer(std::move(parameters), options.lr),
      options_(options),
      means_(zeros_like(parameters_)),
      squares_(zeros_like(parameters_)) {
  check("Adam", options.beta1 >= 0 && options.beta1 < 1, "beta1 is not in [0, 1)", options.beta1);
  check("Adam", options.beta2 >= 0 && options.beta2 < 1, "beta2 is not in [0, 1)", options.beta2);
  check("Adam", options.eps >= 0, "eps is not 0 or more", options.eps);
  check("Adam", options.weight_decay >= 0, "weight_decay is not 0 or more", options.weight_decay);
}

void Adam::step() {
  const float step = static_cast<float>(++steps_);
  kernels::AdamStep s{lr, options_.beta1, options_.beta2, options_.eps, options_.weight_decay};
  s.correction1 = 1 - std::pow(options_.beta1, step);
  s.correction2 = 1 - std::pow(options_.beta2, step);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    Tensor& p = parameters_[i];
    if (!p.grad().empty())
      kernels::adam_update(p.data(), p.grad().data(), means_[i].data(), squares_[i].data(), p.count(), s);
  }
}

}  // namespace tt::optim
