#pragma once
#include <memory>
#include <string>
#include <vector>

#include "modules/quantization/config.h"
#include "tinytensor/nn/sequential.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

// A layer and its place in the model that it came from: "0", "3".
struct NamedLayer {
  std::string name;
  std::unique_ptr<nn::Module> layer;
};

// A copy of a layer that shares no values with it, in evaluation mode, with parameters not tracked. Throws
// ValueError, with the name, for a Sequential or a layer whose weight or bias is empty, NotImplemented for a
// module that cannot be copied.
std::unique_ptr<nn::Module> copy_layer(const nn::Module& layer, const std::string& name);
std::vector<NamedLayer> copy_layers(nn::Sequential& model);

// Throws ValueError unless the pattern matches some layer's name or kind: a rule that matches none is a
// mistake.
void check_pattern(const std::string& pattern, const std::vector<NamedLayer>& layers);
// The same for all patterns of a config.
void check_patterns(const Config& config, const std::vector<NamedLayer>& layers);

// "conv", "linear", "relu": the first word of the layer's architecture.
std::string kind_of(const nn::Module& layer);

// Calls make(); adds the layer's name and a remedy to what it throws.
template <class Make>
auto in_layer(const NamedLayer& l, const Make& make) {
  try {
    return make();
  } catch (const NotImplemented&) {
    throw;
  } catch (const Error& e) {
    throw ValueError("quantize_model: layer " + l.name + " (" + kind_of(*l.layer) + "): " + e.what() +
                     ". Give it a rule of its own, or keep it float");
  }
}

}  // namespace tt::quant
