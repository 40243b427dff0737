#pragma once
#include <span>
#include <string>

#include "tinytensor/nn/module.h"

// Pictures, laid out by Graphviz. The path chooses the format: .svg, or .dot for Graphviz's own tools;
// anything else throws ValueError. A file that cannot be written, and a build without Graphviz, throw
// IoError. One thread at a time.
namespace tt::io {

// The layers of a model with their parameters; the arrows show the shapes that x: [N, ...] takes on its way.
// The model's state stays as it is.
void draw_model(nn::Module& model, const Shape& x, const std::string& path);
// The same for layers that run one after another, whatever holds them; names as given.
struct NamedModule {
  std::string name;
  nn::Module* module;
};
void draw_layers(std::span<const NamedModule> layers, const Shape& x, const std::string& path);

// What autograd recorded on the way to y. Leaves found in `names` are shown by name: pass
// nn::named_parameters(model). Throws ValueError when nothing was recorded, when backward() has already been
// through it, or when there are more than 1000 ops.
void draw_graph(const Tensor& y, const std::string& path, std::span<const nn::NamedTensor> names = {});

}  // namespace tt::io
