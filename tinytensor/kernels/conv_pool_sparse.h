#pragma once
// The gradients of a fused convolution, winner by winner. Private to conv_pool*.cpp.
#include <vector>

#include "tinytensor/kernels/conv_pool_image.h"

namespace tt::kernels {

// At most one output of a window's four has a gradient, so each winner adds gradient * patch to its filter's
// dw and gradient * filter to dx. Vectors lie along the patch's runs: for layers where a run fills one.
class SparseGradient {
 public:
  SparseGradient(const ConvShape& s, const float* w);

  struct Window {
    int at, patch;  // where its outputs begin in y, and the patch of its first position in the padded image
  };
  struct Winner {
    int patch;
    float gradient;
  };
  struct Scratch {
    explicit Scratch(const SparseGradient& g);
    PaddedImage x, dx;
    std::vector<Winner> winners;
  };

  // One image: adds to dw, which is laid out as packed_count() floats, and writes dx unless it is null.
  void add_image(Scratch& scratch, const float* x, const float* dy, const std::int32_t* winners, float* dw,
                 float* dx) const;
  std::int64_t packed_count() const { return std::int64_t{shape_.out} * patch_.rows * packed_run_; }
  void unpack(const float* packed, float* dw) const;

 private:
  ConvShape shape_;
  PatchShape patch_;
  std::vector<Window> windows_;
  int packed_run_;        // floats of a run, padded with zeros to whole vectors
  Buffer filled_;         // the filters so padded; empty when they need no padding
  const float* filters_;  // [out, kernel_h, packed_run_]
};

}  // namespace tt::kernels
