#include <unordered_map>

#include "tinytensor/autograd/node.h"
#include "tinytensor/io/graph.h"
#include "tinytensor/io/graph_picture.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

constexpr std::size_t most_ops = 1000;

std::string leaf_name(const Node& leaf, std::span<const nn::NamedTensor> names) {
  for (const nn::NamedTensor& named : names)
    if (named.tensor.node().get() == &leaf) return named.name;
  return "leaf";
}

std::string shape_text(const Shape& shape) { return shape.rank() == 0 ? "one value" : shape.str(); }

class GraphPicture {
 public:
  explicit GraphPicture(std::span<const nn::NamedTensor> names) : names_(names) {}

  Picture draw(const Node& result) {
    place_of(result, Picture::Kind::result);
    while (!waiting_.empty()) {
      const Node& op = *waiting_.back();
      waiting_.pop_back();
      add_inputs(op);
    }
    return picture_;
  }

 private:
  // The box of a node, made when the node is first met; the node's inputs are visited later.
  int place_of(const Node& node, Picture::Kind kind) {
    const auto known = places_.find(&node);
    if (known != places_.end()) return known->second;
    const bool leaf = !node.backward;
    if (node.freed) throw ValueError("draw_graph: backward() has freed the graph. Draw before it.");
    if (places_.size() == most_ops)
      throw ValueError("draw_graph: more than 1000 ops are too many to see anything");
    const bool shape = leaf || kind == Picture::Kind::result;
    const int place =
        picture_.add(leaf ? Picture::Kind::parameters : kind, "", leaf ? leaf_name(node, names_) : node.name,
                     shape ? shape_text(node.shape) : "");
    if (!leaf) waiting_.push_back(&node);
    return places_[&node] = place;
  }

  void add_inputs(const Node& op) {
    const int place = places_.at(&op);
    for (const auto& input : op.inputs) {
      if (input) {
        const int from = place_of(*input, Picture::Kind::op);
        picture_.connect(from, place, input->backward ? shape_text(input->shape) : "");
      } else {
        picture_.connect(picture_.add(Picture::Kind::data, "", "data", ""), place, "");
      }
    }
  }

  std::span<const nn::NamedTensor> names_;
  Picture picture_;
  std::unordered_map<const Node*, int> places_;
  std::vector<const Node*> waiting_;
};

}  // namespace

void draw_graph(const Tensor& y, const std::string& path, std::span<const nn::NamedTensor> names) {
  require_picture_path("draw_graph", path);
  if (!y.tracked())
    throw ValueError("draw_graph: nothing was recorded: no input of " + y.shape().str() + " is tracked");
  write_picture(GraphPicture(names).draw(*y.node()), path);
}

}  // namespace tt::io
