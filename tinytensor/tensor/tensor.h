#pragma once
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/tensor/buffer.h"
#include "tinytensor/tensor/rng.h"
#include "tinytensor/tensor/shape.h"

namespace tt {

struct Node;  // what autograd records about a tensor; autograd/node.h

// A handle on a shape, shared float32 values (row-major, contiguous) and, when gradients are wanted, an
// autograd node. Copying copies the handle: both see the same values. const protects only the handle: the
// values can be written through a copy of a const Tensor. Images are [N, H, W, C].
class Tensor {
 public:
  Tensor() = default;                               // no values, shape [0]: empty() is true
  Tensor(float value) : Tensor(full({}, value)) {}  // one value, so that 1 - x is an op like any other
  static Tensor uninitialized(const Shape& shape);
  static Tensor zeros(const Shape& shape) { return full(shape, 0); }
  static Tensor full(const Shape& shape, float value);
  static Tensor from(std::span<const float> values, const Shape& shape);  // throws unless the counts agree
  static Tensor from(std::initializer_list<float> values, const Shape& shape);
  static Tensor normal(const Shape& shape, Rng& rng, float deviation = 1);
  static Tensor uniform(const Shape& shape, Rng& rng, float low = 0, float high = 1);

  const Shape& shape() const { return shape_; }
  int rank() const { return shape_.rank(); }
  int dim(int axis) const { return shape_.dim(axis); }
  std::int64_t count() const { return values_ ? shape_.count() : 0; }
  bool empty() const { return !values_; }

  std::span<float> values() { return {values_.data(), static_cast<std::size_t>(count())}; }
  std::span<const float> values() const { return {values_.data(), static_cast<std::size_t>(count())}; }
  float* data() { return values_.data(); }
  const float* data() const { return values_.data(); }
  float item() const;  // the value of a tensor that holds exactly one; throws ShapeError otherwise

  Tensor clone() const;                   // a copy of the values; not tracked
  Tensor view(const Shape& shape) const;  // the same values in another shape; throws if tracked: use reshape
  Tensor detach() const;                  // the same values, not tracked
  void assign(const Tensor& other);       // copies other's values into these; shapes must be equal
  bool shares_values(const Tensor& other) const { return values_ && values_.data() == other.values_.data(); }
  bool sole_owner() const { return values_.unique(); }

  // Autograd; autograd/engine.cpp.
  Tensor track() const;  // the same values as a leaf, whose gradient backward() collects
  bool tracked() const { return node_ != nullptr; }
  Tensor grad() const;             // d loss / d this after backward(); empty() before, and after zero_grad()
  void set_grad(const Tensor& g);  // throws ShapeError unless g has this shape
  void zero_grad();
  // Adds d this / d leaf to the gradient of every tracked leaf behind this; frees the graph. One value only.
  void backward() const;

  const std::shared_ptr<Node>& node() const { return node_; }
  Tensor with_node(std::shared_ptr<Node> node) const;

 private:
  Shape shape_{0};
  Buffer values_;
  std::shared_ptr<Node> node_;
};

}  // namespace tt
