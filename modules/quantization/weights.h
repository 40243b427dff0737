#pragma once
#include <cstdint>

#include "modules/quantization/copy.h"

namespace tt::quant {

// The weights of a convolution or a linear layer: what is multiplied, and what is added.
struct LayerWeights {
  Tensor *weight = nullptr, *bias = nullptr;  // [out, ...], [out]; null for a layer of another kind
  std::int64_t inputs = 0;                    // channels of a convolution, values of a linear layer
  int groups = 1;
  explicit operator bool() const { return weight != nullptr; }
};
LayerWeights weights_in(nn::Module& layer);

// Throws ValueError for a layer that still has float weights (parameters of two axes or more) although the
// config does not keep it float.
void check_no_weight_was_missed(const NamedLayer& l, const Config& config);

}  // namespace tt::quant
