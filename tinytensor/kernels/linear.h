#pragma once
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

// y = x w' + bias. x: [rows, in], w: [out, in], bias: [out] or null, y: [rows, out].
void linear_forward(const float* x, const float* w, const float* bias, float* y, int rows, int in, int out);

// dw = dy' x: like w; db = the sum of dy's rows: [out]; dx = dy w: like x. dy: like y. A gradient whose
// pointer is null is not computed; the others are overwritten.
void linear_backward(const float* x, const float* w, const float* dy, float* dw, float* db, float* dx,
                     int rows, int in, int out);

// linear_forward for inference, with its own copy of the weights.
class PackedLinear {
 public:
  PackedLinear(const float* w, const float* bias, int in, int out);  // bias may be null
  void run(const float* x, float* y, int rows) const;

 private:
  int in_, out_;
  Buffer weight_, bias_;
};

}  // namespace tt::kernels
