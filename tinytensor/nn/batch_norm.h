#pragma once
#include "tinytensor/nn/module.h"

namespace tt::nn {

// Ioffe and Szegedy 2015. x: [N, C] or [N, H, W, C]. Training uses the batch's statistics, and the running
// ones move toward them by momentum (variance unbiased, as in PyTorch). Evaluation uses the running ones.
class BatchNorm final : public Layer<BatchNorm> {
 public:
  static constexpr float usual_eps = 1e-5f, usual_momentum = 0.1f;
  explicit BatchNorm(int channels, float eps = usual_eps, float momentum = usual_momentum);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;
  void visit(Visitor& v) override;
  float eps() const { return eps_; }

  Tensor weight, bias, running_mean, running_var;  // [C] each

 private:
  float eps_, momentum_;
};

}  // namespace tt::nn
