#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt {

using Grads = std::vector<Tensor>;  // one per input of the op; empty() where none is wanted
using Backward =
    std::function<Grads(const Tensor& dy)>;  // pure: given d loss / d y, returns d loss / d inputs

// One recorded op, or a leaf. Nodes point to the nodes of their inputs, never forward: no cycles.
struct Node {
  std::string name;                           // the op's name; "leaf" for leaves
  Shape shape;                                // of the value, and so of its gradient
  std::vector<std::shared_ptr<Node>> inputs;  // null where an input is not tracked
  Backward backward;                          // empty in leaves, and in ops whose graph was freed
  Tensor grad;                                // leaves keep it; ops hold it only while backward() runs
  bool freed = false;                         // an earlier backward() went through this op
  std::uint64_t order = 0;                    // creation number: inputs always have smaller ones
  std::uint64_t visit = 0;                    // the last walk that reached this node
  Node* next_retired = nullptr;               // the next one waiting to be destroyed; engine.cpp
};

std::shared_ptr<Node> make_node(std::string name, const Shape& shape);

// Adds y = op(inputs) to the graph, with its gradient. When no input is tracked or gradients are off, returns
// y unchanged. backward may capture the inputs and y, but never the tensor that record returns (a cycle).
Tensor record(const char* name, const Tensor& y, std::initializer_list<Tensor> inputs, Backward backward);

// While one of these lives, nothing is recorded on this thread.
class NoGrad {
 public:
  NoGrad();
  ~NoGrad();
  NoGrad(const NoGrad&) = delete;
  NoGrad& operator=(const NoGrad&) = delete;

 private:
  bool before_;
};
bool grad_enabled();

}  // namespace tt
