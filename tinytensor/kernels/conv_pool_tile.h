#pragma once
// The fused convolution of one image. Private to conv_pool*.cpp.
#include "tinytensor/kernels/conv_shape.h"
#include "tinytensor/kernels/vec.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

// Weights as the loops read them: for every vector of output channels a block [patch floats, lanes], then the
// biases, a vector each. Channels that only fill up the last vector are 0.
class PackedFilters {
 public:
  PackedFilters(const ConvShape& s, const float* w, const float* bias);
  int vectors() const { return vectors_; }
  const float* weights(int vector) const { return values_.data() + std::int64_t{vector} * count_ * lanes; }
  const float* bias(int vector) const { return weights(vectors_) + vector * lanes; }

 private:
  int count_, vectors_;
  Buffer values_;
};

// x: one image with its padding; y, winners: one image of conv_pool_forward; winners may be null.
void conv_pool_image(const ConvShape& s, const PackedFilters& filters, const float* x, float* y,
                     std::int32_t* winners);

}  // namespace tt::kernels
