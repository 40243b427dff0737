#pragma once
#include "tinytensor/kernels/conv_plan.h"

namespace tt::kernels {

// What parts of a batch contribute to the weight gradient, by one algorithm. dw is [out, kernel_h,
// kernel_w, in / groups].
class WeightGradient {
 public:
  explicit WeightGradient(const ConvShape& shape);

  std::int64_t bands() const { return std::int64_t{images_} * strips_; }  // what a batch can be split into
  // With few input channels the sums are [kernel_h, kernel_w, in, out] (transposed), else [out, kernel_h,
  // kernel_w, in].
  bool transposed() const { return transposed_; }
  // Adds the contribution of some bands to some of each group's output channels.
  void add(const float* x, const float* dy, ConvParts::Range bands, ConvParts::Range outs, float* dw) const;

 private:
  void copy_patches(const float* padded, int rows, float* patches) const;
  void add_strip(const float* source, const float* dy, int rows, ConvParts::Range outs, float* dw) const;

  ConvPlan plan_;
  int images_, strips_;
  bool padded_, patches_, transposed_;
  std::int64_t pitch_;  // floats in a row of x or of its padded copy
  int length_;          // weights in a run
  int step_;            // floats from one position's patch to the next
};

}  // namespace tt::kernels
