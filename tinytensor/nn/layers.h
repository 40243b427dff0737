#pragma once
#include "tinytensor/nn/module.h"

// The layers without parameters.
namespace tt::nn {

class ReLU : public Module {
 public:
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "ReLU"; }
  std::string architecture() const override { return "relu"; }
};

class ReLU6 : public Module {
 public:
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "ReLU6"; }
  std::string architecture() const override { return "relu6"; }
};

class Sigmoid : public Module {
 public:
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "Sigmoid"; }
  std::string architecture() const override { return "sigmoid"; }
};

class Tanh : public Module {
 public:
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "Tanh"; }
  std::string architecture() const override { return "tanh"; }
};

class Softmax : public Module {  // along the last axis
 public:
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "Softmax"; }
  std::string architecture() const override { return "softmax"; }
};

class Flatten : public Module {  // [N, ...] to [N, product of the rest]
 public:
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "Flatten"; }
  std::string architecture() const override { return "flatten"; }
};

// [N, H, W, C] to [N, H', W', C]. stride 0: the kernel's size.
class Pool2D : public Module {
 public:
  int kernel() const { return kernel_; }
  int stride() const { return stride_; }
  int padding() const { return padding_; }
  std::string describe() const override;
  std::string architecture() const override;

 protected:
  Pool2D(const char* name, const char* word, int kernel, int stride, int padding);

 private:
  std::string name_, word_;
  int kernel_, stride_, padding_;
};

class MaxPool2D : public Pool2D {
 public:
  explicit MaxPool2D(int kernel, int stride = 0, int padding = 0)
      : Pool2D("MaxPool2D", "maxpool", kernel, stride, padding) {}
  Tensor forward(const Tensor& x) override;
};

class AvgPool2D : public Pool2D {
 public:
  explicit AvgPool2D(int kernel, int stride = 0, int padding = 0)
      : Pool2D("AvgPool2D", "avgpool", kernel, stride, padding) {}
  Tensor forward(const Tensor& x) override;
};

class Dropout : public Module {  // while training: 0 with probability p, or else value / (1 - p)
 public:
  Dropout(float p, Rng& rng);
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;

 private:
  float p_;
  Rng rng_;
};

}  // namespace tt::nn
