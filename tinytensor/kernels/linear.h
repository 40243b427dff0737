#pragma once

namespace tt::kernels {

// y = x w' + bias. x: [rows, in], w: [out, in], bias: [out] or null, y: [rows, out]. What fits
// the cache is read as it lies, so one row costs no more than its products: the kernel for inference as well.
void linear_forward(const float* x, const float* w, const float* bias, float* y, int rows, int in, int out);

// dw = dy' x: like w; db = the sum of dy's rows: [out]; dx = dy w: like x. dy: like y. A gradient whose
// pointer is null is not computed; the others are overwritten.
void linear_backward(const float* x, const float* w, const float* dy, float* dw, float* db, float* dx,
                     int rows, int in, int out);

}  // namespace tt::kernels
