#pragma once
#include <concepts>
#include <memory>
#include <utility>

#include "tinytensor/nn/module.h"

namespace tt::nn {

// "input 28 28 1", the start of an architecture; "" where one image's shape is not known.
std::string input_text(const Shape& image);

// Layers one after another: "0", "1", ... A layer passed in is copied as a tensor is: its weights are shared.
class Sequential : public Module {
 public:
  Sequential() = default;
  template <class... Layers>
  requires(sizeof...(Layers) > 0 &&
           (std::derived_from<Layers, Module> && ...)) explicit Sequential(Layers... layers) {
    (add(std::make_unique<Layers>(std::move(layers))), ...);
  }
  Sequential& add(std::unique_ptr<Module> layer);

  // A convolution is fused with the ReLU and 2x2 max pooling after it: the same numbers, sooner.
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;
  void visit(Visitor& v) override;
  std::unique_ptr<Module> clone() const override;
  void train(bool on = true) override;
  std::int64_t nbytes() override;

  int size() const { return static_cast<int>(layers_.size()); }
  Module& operator[](int i) { return *layers_[static_cast<std::size_t>(i)]; }
  template <class Kind>  // layer i if there is one and it is of this kind; otherwise null
  Kind* at(int i) {
    return i < size() ? dynamic_cast<Kind*>(&(*this)[i]) : nullptr;
  }

  // Runs the block of layers that starts at `first`, moving `first` past it; forward repeats this to the end.
  Tensor forward_block(const Tensor& x, int& first);

  Shape input;  // of one image, [H, W, C], where it is known; rank 0 otherwise

 private:
  std::vector<std::unique_ptr<Module>> layers_;
};

}  // namespace tt::nn
