#pragma once
#include <cstdint>

#include "tinytensor/kernels/conv_shape.h"

namespace tt::kernels {

// y = max_pool(relu(conv(x, w) + bias)) in one pass, with windows of 2 x 2 that do not overlap; a last row or
// column without a partner is dropped. x: [images, height, width, in], w: [out, kernel_h, kernel_w, in],
// bias: [out] or null, y: [images, pooled_height, pooled_width, out]. The result of the convolution alone is
// never stored.
inline int pooled_height(const ConvShape& s) { return s.out_height() / 2; }
inline int pooled_width(const ConvShape& s) { return s.out_width() / 2; }

// Stride 1, one group, at least one whole window, sizes within reason; for other shapes the caller runs the
// ops one by one.
bool conv_pool_supported(const ConvShape& s);

// winners, like y: which of its window's positions gave an output, row by row from 0 to 3 (the first of
// equals), or -1 where ReLU made it 0. Null when no gradients are needed.
void conv_pool_forward(const ConvShape& s, const float* x, const float* w, const float* bias, float* y,
                       std::int32_t* winners);

// Visits only the winners: pooling and ReLU let no gradient through elsewhere. dy: like y; dw: like w; db:
// [out] or null; dx: like x, or null when not wanted. All three are overwritten.
void conv_pool_backward(const ConvShape& s, const float* x, const float* w, const float* dy,
                        const std::int32_t* winners, float* dw, float* db, float* dx);

// The same two in plain loops, for tests and readers.
void conv_pool_forward_reference(const ConvShape& s, const float* x, const float* w, const float* bias,
                                 float* y, std::int32_t* winners);
void conv_pool_backward_reference(const ConvShape& s, const float* x, const float* w, const float* dy,
                                  const std::int32_t* winners, float* dw, float* db, float* dx);

}  // namespace tt::kernels
