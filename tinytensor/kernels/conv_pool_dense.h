#pragma once
// The weight gradient of a fused convolution whose input has few channels. Private to conv_pool*.cpp.
#include "tinytensor/kernels/conv_pool_image.h"

namespace tt::kernels {

// For a first layer: vectors lie along output channels, and each position of a window takes the gradients of
// the channels that it won. More products than SparseGradient, but whole vectors where a run of 3 floats
// would fill none.
class DenseGradient {
 public:
  explicit DenseGradient(const ConvShape& s) : shape_(s), patch_(s) {}
  static bool suits(const ConvShape& s, bool with_dx) { return !with_dx && PatchShape(s).run < lanes; }

  struct Scratch {
    explicit Scratch(const DenseGradient& g) : x(g.shape_, g.shape_.padding > 0) {}
    PaddedImage x;
  };

  // One image: adds to dw, which is laid out as packed_count() floats: [vector of channels, patch, lane].
  void add_image(Scratch& scratch, const float* x, const float* dy, const std::int32_t* winners, float* dw,
                 float* dx) const;
  std::int64_t packed_count() const { return std::int64_t{vectors()} * patch_.count() * lanes; }
  void unpack(const float* packed, float* dw) const;

 private:
  int vectors() const { return vectors_for(shape_.out); }

  ConvShape shape_;
  PatchShape patch_;
};

}  // namespace tt::kernels
