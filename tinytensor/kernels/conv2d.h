#pragma once
#include <memory>

#include "tinytensor/kernels/conv_shape.h"

// 2D convolution of channels-last float images, fast. Layouts and limits: conv_shape.h. What it means:
// conv2d_reference.h. The order of summation is unspecified, but the same for any number of threads.
namespace tt::kernels {

// One way to compute a convolution, with its weights already in the order in which it reads them.
class ConvAlgorithm {
 public:
  virtual ~ConvAlgorithm() = default;
  virtual void run(const float* source, float* result, int images) const = 0;
};

// A convolution whose weights do not change: packed once, run often. The algorithm is chosen by the shape.
// Copies share the packed weights; run() may be called from several threads.
class PackedConv2D {
 public:
  // w and bias (which may be null) are read only here. shape.images does not matter.
  PackedConv2D(const ConvShape& shape, const float* w, const float* bias, bool relu);
  void run(const float* x, float* y, int images) const { algorithm_->run(x, y, images); }

 private:
  std::shared_ptr<const ConvAlgorithm> algorithm_;
};

// y = relu(conv(x, w) + bias); bias may be null, relu is optional.
void conv2d_forward(const ConvShape& shape, const float* x, const float* w, const float* bias, bool relu,
                    float* y);

// The gradients for x, w and bias, which are overwritten; db may be null.
void conv2d_backward_input(const ConvShape& shape, const float* dy, const float* w, float* dx);
void conv2d_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw, float* db);

}  // namespace tt::kernels
