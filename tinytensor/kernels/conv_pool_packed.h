#pragma once
#include "tinytensor/kernels/conv_pool.h"
#include "tinytensor/kernels/conv_pool_tile.h"

namespace tt::kernels {

// conv_pool_forward for inference: the weights are laid out for the loops once, and nothing is kept for
// gradients.
class PackedConvPool {
 public:
  // s: conv_pool_supported(s); its number of images does not matter. w, bias: copied; bias may be null.
  PackedConvPool(const ConvShape& s, const float* w, const float* bias) : shape_(s), filters_(s, w, bias) {}

  void run(const float* x, float* y, int images) const;

 private:
  ConvShape shape_;
  PackedFilters filters_;
};

}  // namespace tt::kernels
