#pragma once
#include <cstdint>

#include "tinytensor/nn/module.h"

namespace tt::quant {

// The weights of a convolution or a linear layer: what is multiplied, and what is added.
struct LayerWeights {
  Tensor *weight = nullptr, *bias = nullptr;  // [out, ...], [out]; null for a layer of another kind
  std::int64_t inputs = 0;                    // channels of a convolution, values of a linear layer
  int groups = 1;
  explicit operator bool() const { return weight != nullptr; }
};
LayerWeights weights_in(nn::Module& layer);

}  // namespace tt::quant
