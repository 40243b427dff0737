#pragma once
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt::optim {

// Updates parameters from their gradients. A parameter without a gradient stays as it is.
class Optimizer {
 public:
  // Throws ValueError when a parameter is not tracked or lr is negative or NaN.
  Optimizer(std::vector<Tensor> parameters, float lr);
  virtual ~Optimizer() = default;
  void zero_grad();
  virtual void step() = 0;
  float lr;  // the learning rate, free to change between steps

 protected:
  std::vector<Tensor> parameters_;
};

struct SGDOptions {
  float lr = 0.01f, momentum = 0, weight_decay = 0;
};

// v = momentum v + (g + weight_decay w); w -= lr v. PyTorch's form.
class SGD : public Optimizer {
 public:
  SGD(std::vector<Tensor> parameters, const SGDOptions& options = {});
  void step() override;

 private:
  SGDOptions options_;
  std::vector<Tensor> velocities_;
};

struct AdamOptions {
  float lr = 1e-3f, beta1 = 0.9f, beta2 = 0.999f, eps = 1e-8f, weight_decay = 0;
};

// Kingma and Ba 2015, as PyTorch computes it: w -= lr m_hat / (sqrt(v_hat) + eps). weight_decay is added to
// the gradient (L2), not subtracted from the weight (AdamW).
class Adam : public Optimizer {
 public:
  Adam(std::vector<Tensor> parameters, const AdamOptions& options = {});
  void step() override;

 private:
  AdamOptions options_;
  std::vector<Tensor> means_, squares_;
  int steps_ = 0;
};

}  // namespace tt::optim
