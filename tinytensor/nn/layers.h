#pragma once
#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/module.h"

// Layers without parameters.
namespace tt::nn {

// A layer that owns nothing and is one op. name: for people; word: for files.
template <class Kind>
class OpLayer : public Layer<Kind> {
 public:
  Tensor forward(const Tensor& x) override { return Kind::op(x); }
  std::string describe() const override { return Kind::name; }
  std::string architecture() const override { return Kind::word; }
};

struct ReLU final : OpLayer<ReLU> {
  static constexpr const char *name = "ReLU", *word = "relu";
  static constexpr auto op = tt::relu;
};
struct ReLU6 final : OpLayer<ReLU6> {
  static constexpr const char *name = "ReLU6", *word = "relu6";
  static constexpr auto op = tt::relu6;
};
struct Sigmoid final : OpLayer<Sigmoid> {
  static constexpr const char *name = "Sigmoid", *word = "sigmoid";
  static constexpr auto op = tt::sigmoid;
};
struct Tanh final : OpLayer<Tanh> {
  static constexpr const char *name = "Tanh", *word = "tanh";
  static constexpr auto op = tt::tanh;
};
struct Softmax final : OpLayer<Softmax> {  // along the last axis
  static constexpr const char *name = "Softmax", *word = "softmax";
  static constexpr auto op = tt::softmax;
};
struct Flatten final : OpLayer<Flatten> {  // [N, ...] to [N, product of the rest]
  static constexpr const char *name = "Flatten", *word = "flatten";
  static constexpr auto op = tt::flatten;
};

// [N, H, W, C] to [N, H', W', C]. stride 0: the kernel's size.
class Pool2D : public Module {
 public:
  int kernel() const { return kernel_; }
  int stride() const { return stride_; }
  int padding() const { return padding_; }
  bool halves() const { return kernel_ == 2 && stride_ == 2 && padding_ == 0; }
  std::string describe() const override { return text(name_ + "(", ", ") + ")"; }
  std::string architecture() const override { return text(word_ + " ", " "); }

 protected:
  Pool2D(const char* name, const char* word, int kernel, int stride, int padding);

 private:
  std::string text(const std::string& begin, const char* separator) const;
  std::string name_, word_;
  int kernel_, stride_, padding_;
};

struct MaxPool2D final : Pool2D {
  explicit MaxPool2D(int kernel, int stride = 0, int padding = 0)
      : Pool2D("MaxPool2D", "maxpool", kernel, stride, padding) {}
  Tensor forward(const Tensor& x) override;
  std::unique_ptr<Module> clone() const override { return std::make_unique<MaxPool2D>(*this); }
};

struct AvgPool2D final : Pool2D {
  explicit AvgPool2D(int kernel, int stride = 0, int padding = 0)
      : Pool2D("AvgPool2D", "avgpool", kernel, stride, padding) {}
  Tensor forward(const Tensor& x) override;
  std::unique_ptr<Module> clone() const override { return std::make_unique<AvgPool2D>(*this); }
};

class Dropout final
    : public Layer<Dropout> {  // while training: 0 with probability p, or else value / (1 - p)
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
