#pragma once
#include "tinytensor/kernels/conv_pool.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

// How the sums are formed: with the products as they stand, with few enough weights to keep in registers, or
// with fewer products by Winograd's method, whose sums differ in the last bits.
enum class ConvPoolMethod { direct, small, winograd };

// conv_pool_forward with the weights laid out for its loops just once, for inference.
class PackedConvPool {
 public:
  // s: conv_pool_supported(s); its number of images does not matter. w, bias: copied; bias may be null.
  PackedConvPool(const ConvShape& s, const float* w, const float* bias)
      : PackedConvPool(s, w, bias, fastest(s)) {}
  // small and winograd: only where possible(s, method).
  PackedConvPool(const ConvShape& s, const float* w, const float* bias, ConvPoolMethod method);

  static bool possible(const ConvShape& s, ConvPoolMethod method);
  static ConvPoolMethod fastest(const ConvShape& s);

  void run(const float* x, float* y, int images, std::int32_t* winners = nullptr) const;

 private:
  ConvShape shape_;
  ConvPoolMethod method_;
  Buffer weights_, bias_;
};

}  // namespace tt::kernels
