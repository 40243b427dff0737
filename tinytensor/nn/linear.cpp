#include "tinytensor/nn/linear.h"

#include <cmath>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/init.h"
#include "tinytensor/tensor/error.h"

namespace tt::nn {

Linear::Linear(int in, int out, Rng& rng) {
  check_sizes("Linear", {in, out});
  weight = glorot_uniform({out, in}, in, out, rng).track();
  bias = Tensor::zeros({out}).track();
}

Tensor Linear::forward(const Tensor& x) { return linear(x, weight, bias); }

std::string Linear::describe() const {
  return "Linear(" + std::to_string(weight.dim(1)) + " -> " + std::to_string(weight.dim(0)) + ")";
}

std::string Linear::architecture() const {
  return "linear " + std::to_string(weight.dim(1)) + " " + std::to_string(weight.dim(0));
}

void Linear::visit(Visitor& v) {
  v.parameter("weight", weight);
  v.parameter("bias", bias);
}

std::int64_t Linear::multiply_adds(const Shape& x, const Shape&) const { return x.dim(0) * weight.count(); }

Embedding::Embedding(int count, int width, Rng& rng) {
  check_sizes("Embedding", {count, width});
  weight = Tensor::normal({count, width}, rng).track();
}

Tensor Embedding::forward(const Tensor& x) {
  if (x.rank() == 0 || x.rank() == Shape::max_rank)
    throw shape_error("Embedding", "x is not [N], [N, T] or [N, S, T]", x.shape());
  std::vector<int> ids;
  for (float v : x.values()) {
    if (v != std::trunc(v) || std::fabs(v) > 1 << 24)
      throw ValueError("Embedding: not a row number: " + std::to_string(v));
    ids.push_back(static_cast<int>(v));
  }
  std::vector<int> dims(x.shape().dims().begin(), x.shape().dims().end());
  dims.push_back(weight.dim(1));
  return reshape(embedding(weight, ids), Shape(dims));
}

std::string Embedding::describe() const {
  return "Embedding(" + std::to_string(weight.dim(0)) + " rows of " + std::to_string(weight.dim(1)) + ")";
}

std::string Embedding::architecture() const {
  return "embedding " + std::to_string(weight.dim(0)) + " " + std::to_string(weight.dim(1));
}

void Embedding::visit(Visitor& v) { v.parameter("weight", weight); }

}  // namespace tt::nn
