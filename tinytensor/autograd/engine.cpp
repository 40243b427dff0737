#include <algorithm>
#include <atomic>
#include <utility>

#include "tinytensor/autograd/node.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

thread_local bool recording = true;

// Destroying a node destroys what its gradient captured, hence other nodes: done in a loop, not recursively,
// so that a graph a million ops long does not overflow the stack.
void retire(Node* node) {
  static thread_local Node* waiting = nullptr;
  static thread_local bool busy = false;
  node->next_retired = std::exchange(waiting, node);
  if (busy) return;
  busy = true;
  while (waiting) delete std::exchange(waiting, waiting->next_retired);
  busy = false;
}

// Every node reachable from the root, latest first: a node comes after all that use it.
std::vector<std::shared_ptr<Node>> backward_order(const std::shared_ptr<Node>& root) {
  static std::atomic<std::uint64_t> walks{0};
  const std::uint64_t walk = ++walks;
  std::vector<std::shared_ptr<Node>> nodes{root};
  root->visit = walk;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i]->freed)
      throw ValueError("backward: the graph behind " + nodes[i]->name +
                       " was freed by an earlier backward(). Compute the loss again.");
    for (std::size_t k = 0; k < nodes[i]->inputs.size(); ++k) {
      const std::shared_ptr<Node> input = nodes[i]->inputs[k];
      if (input && std::exchange(input->visit, walk) != walk) nodes.push_back(input);
    }
  }
  std::ranges::sort(nodes, std::greater{}, [](const auto& node) { return node->order; });
  return nodes;
}

void add_gradient(Node& node, const std::string& op, Tensor dx) {
  if (dx.shape() != node.shape)
    throw shape_error(op, "a gradient is not of its input's shape", dx.shape(), node.shape);
  if (node.grad.empty()) {
    const bool leaf = !node.backward;  // a leaf's owner may write to its gradient
    node.grad = leaf && !dx.sole_owner() ? dx.clone() : std::move(dx);
    return;
  }
  if (!node.grad.sole_owner()) node.grad = node.grad.clone();
  float* __restrict sum = node.grad.data();
  const float* __restrict more = dx.data();
  for (std::int64_t i = 0; i < dx.count(); ++i) sum[i] += more[i];
}

}  // namespace

std::shared_ptr<Node> make_node(std::string name, const Shape& shape) {
  static std::atomic<std::uint64_t> made{0};
  std::shared_ptr<Node> node(new Node, retire);
  node->name = std::move(name);
  node->shape = shape;
  node->order = ++made;
  return node;
}

Tensor record(const char* name, const Tensor& y, std::initializer_list<Tensor> inputs, Backward backward) {
  if (!recording || std::ranges::none_of(inputs, [](const Tensor& x) { return x.tracked(); })) return y;
  std::shared_ptr<Node> node = make_node(name, y.shape());
  for (const Tensor& x : inputs) node->inputs.push_back(x.node());
  node->backward = std::move(backward);
  return y.with_node(std::move(node));
}

NoGrad::NoGrad() : before_(std::exchange(recording, false)) {}
NoGrad::~NoGrad() { recording = before_; }
bool grad_enabled() { return recording; }

Tensor Tensor::track() const { return with_node(make_node("leaf", shape_)); }

Tensor Tensor::grad() const { return node_ ? node_->grad : Tensor(); }

void Tensor::set_grad(const Tensor& g) {
  if (!node_) throw ValueError("set_grad: the tensor is not tracked");
  if (g.shape() != shape_)
    throw shape_error("set_grad", "the gradient is not of the tensor's shape", g.shape(), shape_);
  node_->grad = g.detach();
}

void Tensor::zero_grad() {
  if (node_) node_->grad = Tensor();
}

void Tensor::backward() const {
  if (!node_)
    throw ValueError("backward: nothing behind this value is tracked. Call track() on what should learn.");
  if (count() != 1)
    throw shape_error("backward", "only a single value has a gradient; take sum() or mean()", shape_);
  const NoGrad quiet;
  std::vector<std::shared_ptr<Node>> nodes = backward_order(node_);
  add_gradient(*node_, "backward", full(shape_, 1));
  for (std::shared_ptr<Node>& node : nodes) {
    if (node->backward && !node->grad.empty()) {
      Grads grads = node->backward(std::exchange(node->grad, Tensor()));
      if (grads.size() != node->inputs.size())
        throw ValueError(node->name + ": the gradient names " + std::to_string(grads.size()) +
                         " inputs, the op has " + std::to_string(node->inputs.size()));
      for (std::size_t i = 0; i < grads.size(); ++i)
        if (node->inputs[i] && !grads[i].empty())
          add_gradient(*node->inputs[i], node->name, std::move(grads[i]));
    }
    if (node->backward) {
      node->freed = true;
      node->backward = nullptr;
      node->inputs.clear();
    }
    node.reset();
  }
}

}  // namespace tt
