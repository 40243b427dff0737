#pragma once
#include "tinytensor/kernels/conv_shape.h"

// What a 2D convolution and its gradients mean, in plain loops. The fast kernels are tested against these.
namespace tt::kernels {

// y[n, i, j, o] = bias[o] + sum over ky, kx, c of x[n, i * stride + ky - padding, j * stride + kx - padding,
// c] * w[o, ky, kx, c], where x is 0 outside the image, and c runs over the channels of o's group. bias may
// be null; relu: negatives become 0.
void conv2d_reference(const ConvShape& shape, const float* x, const float* w, const float* bias, bool relu,
                      float* y);

// dx = sum over every y that read x, of dy * w. Overwrites dx.
void conv2d_reference_backward_input(const ConvShape& shape, const float* dy, const float* w, float* dx);

// dw = sum over every place where w was used, of dy * x; db = sum of dy, unless null. Overwrites both.
void conv2d_reference_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw,
                                      float* db);

}  // namespace tt::kernels
