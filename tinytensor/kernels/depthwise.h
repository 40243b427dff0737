#pragma once
#include <vector>

#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/conv_plan.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

// Depthwise convolution: every channel by itself (in == out == groups), so that vectors run along the
// channels of both images and nothing is broadcast. Nothing is padded either: taps outside the image are left
// out.
class DepthwiseConv : public ConvAlgorithm {
 public:
  static bool suits(const ConvPlan& plan) { return plan.in == 1 && plan.out == 1 && plan.groups > 1; }
  DepthwiseConv(const ConvPlan& plan, const float* w, const float* bias, bool relu);
  void run(const float* source, float* result, int images) const override;

 private:
  void run_row(const float* image, float* result, int row, const ConvSpan& rows) const;

  ConvPlan plan_;
  bool relu_;
  int channels_;           // a multiple of lanes
  Buffer weights_, bias_;  // [taps][channels_], [channels_]
  std::vector<ConvSpan> rows_, columns_;
};

// As conv2d_backward_weight, without db, for shapes whose forward plan suits DepthwiseConv.
void depthwise_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw);

}  // namespace tt::kernels
