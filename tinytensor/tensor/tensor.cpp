#include "tinytensor/tensor/tensor.h"

#include <algorithm>

#include "tinytensor/tensor/error.h"

namespace tt {

Tensor Tensor::uninitialized(const Shape& shape) {
  Tensor t;
  t.shape_ = shape;
  t.values_ = Buffer(shape.count());
  return t;
}

Tensor Tensor::full(const Shape& shape, float value) {
  Tensor t = uninitialized(shape);
  std::ranges::fill(t.values(), value);
  return t;
}

Tensor Tensor::from(std::span<const float> values, const Shape& shape) {
  if (static_cast<std::int64_t>(values.size()) != shape.count())
    throw shape_error("from", std::to_string(values.size()) + " values do not fill the shape", shape);
  Tensor t = uninitialized(shape);
  std::ranges::copy(values, t.data());
  return t;
}

Tensor Tensor::from(std::initializer_list<float> values, const Shape& shape) {
  return from(std::span<const float>(values.begin(), values.size()), shape);
}

Tensor Tensor::normal(const Shape& shape, Rng& rng, float deviation) {
  Tensor t = uninitialized(shape);
  for (float& v : t.values()) v = deviation * rng.normal();
  return t;
}

Tensor Tensor::uniform(const Shape& shape, Rng& rng, float low, float high) {
  Tensor t = uninitialized(shape);
  for (float& v : t.values()) v = rng.uniform(low, high);
  return t;
}

float Tensor::item() const {
  if (count() != 1) throw shape_error("item", "the tensor does not hold exactly one value", shape_);
  return values_.data()[0];
}

Tensor Tensor::clone() const {
  if (empty()) return {};
  Tensor t = uninitialized(shape_);
  std::ranges::copy(values(), t.data());
  return t;
}

Tensor Tensor::detach() const { return with_node(nullptr); }

Tensor Tensor::view(const Shape& shape) const {
  if (empty()) throw ShapeError("view: a tensor without values");
  if (shape.count() != count()) throw shape_error("view", "the counts of values differ", shape_, shape);
  if (tracked()) throw ValueError("view: loses the gradient. reshape keeps it, detach() gives it up");
  Tensor t = *this;
  t.shape_ = shape;
  return t;
}

void Tensor::assign(const Tensor& other) {
  if (empty() || other.empty()) throw ShapeError("assign: a tensor without values");
  if (other.shape_ != shape_) throw shape_error("assign", "the shapes differ", shape_, other.shape_);
  std::ranges::copy(other.values(), data());
}

Tensor Tensor::with_node(std::shared_ptr<Node> node) const {
  Tensor t = *this;
  t.node_ = std::move(node);
  return t;
}

}  // namespace tt
