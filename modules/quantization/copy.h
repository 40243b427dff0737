#pragma once
#include <memory>
#include <string>
#include <vector>

#include "tinytensor/nn/sequential.h"

namespace tt::quant {

// A layer and its place in the model that it came from: "0", "3".
struct NamedLayer {
  std::string name;
  std::unique_ptr<nn::Module> layer;
};

// The model's layers, copied: they share no value with it, and gradients are not tracked. Throws ValueError
// naming a layer that is none of the framework's kinds.
std::vector<NamedLayer> copy_layers(nn::Sequential& model);

// "conv", "linear", "relu": the first word of the layer's architecture.
std::string kind_of(const nn::Module& layer);

}  // namespace tt::quant
