#pragma once
#include <span>

#include "tinytensor/autograd/node.h"

// The differentiable ops. Each throws ShapeError, naming itself and the shapes, before it computes anything.
namespace tt {

// Element by element. Shapes are equal, or one is the other's last axes (a bias [C] beside [N, H, W, C]) or a
// single value (a float will do: 1 - x); the smaller is repeated.
Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& a, const Tensor& b);
Tensor operator/(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& x);

// Element by element; x of any shape.
Tensor exp(const Tensor& x);
Tensor log(const Tensor& x);
Tensor sqrt(const Tensor& x);
Tensor abs(const Tensor& x);  // gradient at 0 is 0
// The larger of x and 0; gradient at 0 is 0. A NaN may become 0, also where relu is fused with a convolution.
Tensor relu(const Tensor& x);
Tensor relu6(const Tensor& x);                         // clamp(x, 0, 6)
Tensor clamp(const Tensor& x, float low, float high);  // gradient 1 strictly inside, 0 elsewhere
Tensor sigmoid(const Tensor& x);                       // 1 / (1 + e^-x)
Tensor tanh(const Tensor& x);

// a: [m, k], b: [k, n]; result: [m, n]. The order of summation is unspecified, but fixed.
Tensor matmul(const Tensor& a, const Tensor& b);
Tensor transpose(const Tensor& x);  // x: [m, n]; result: [n, m]
// x: [N, in], weight: [out, in], bias: [out] or empty; result: [N, out] = x weight' + bias.
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias);

Tensor sum(const Tensor& x);   // all values; result: rank 0
Tensor mean(const Tensor& x);  // all values; result: rank 0
// Along an axis, which the result drops; negative axes count from the end. Sums add floats, in order.
Tensor sum(const Tensor& x, int axis);
Tensor mean(const Tensor& x, int axis);
Tensor max(const Tensor& x, int axis);  // the first of equals wins and takes the gradient; x: no NaN
Tensor reshape(const Tensor& x, const Shape& shape);  // the same values, not copied
Tensor flatten(const Tensor& x);                      // x: [N, ...]; result: [N, product of the rest]

// Along the last axis.
Tensor softmax(const Tensor& x);
Tensor log_softmax(const Tensor& x);

// Mean over the batch of -log softmax(logits)[label]; rank 0. logits: [N, C]; labels: N numbers, 0 to C - 1.
Tensor cross_entropy(const Tensor& logits, std::span<const int> labels);
Tensor mse_loss(const Tensor& x, const Tensor& target);  // mean of (x - target)^2; equal shapes; rank 0

struct Conv2DOptions {
  int stride = 1, padding = 0, groups = 1;  // padding: zeros on every side
};
// What convolution does to its output before it is stored, in this order.
struct Epilogue {
  bool relu = false;
  bool max_pool = false;  // 2x2, stride 2, an odd last row or column dropped
};
// x: [N, H, W, in]; weight: [out, kh, kw, in / groups]; bias: [out] or empty; result: [N, H', W', out],
// H' = (H + 2 padding - kh) / stride + 1, rounded down (halved by max_pool). Correlation, as everywhere in
// deep learning.
Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias, const Conv2DOptions& options = {},
              const Epilogue& epilogue = {});

struct Pool2DOptions {
  int kernel = 2, stride = 0, padding = 0;  // stride 0: the kernel's size; padding at most half the kernel
};
// x: [N, H, W, C]; result: [N, H', W', C], H' = (H + 2 padding - kernel) / stride + 1, rounded down. max:
// padding never wins, and the first of equals does. avg: padding counts as zeros, as in PyTorch.
Tensor max_pool2d(const Tensor& x, const Pool2DOptions& options = {});
Tensor avg_pool2d(const Tensor& x, const Pool2DOptions& options = {});

// Batch statistics of each channel (last axis), over all other axes. count: how many values went into each.
struct BatchStatistics {
  Tensor mean, variance;  // [C]; variance is the biased one, divided by count
  std::int64_t count = 0;
};
BatchStatistics batch_statistics(const Tensor& x);
// x: [N, C] or [N, H, W, C]; weight, bias: [C]. Result: (x - mean) / sqrt(variance + eps) weight + bias with
// the batch's own statistics, which the gradient flows through too.
Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const BatchStatistics& batch,
                  float eps);
// The same with constant statistics, for evaluation.
Tensor batch_norm_fixed(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& mean,
                        const Tensor& variance, float eps);

// Rows of weight [V, D] by number; result: [ids.size(), D]. Throws ValueError for an id outside 0 to V - 1.
Tensor embedding(const Tensor& weight, std::span<const int> ids);
// Each value becomes 0 with probability p (0 <= p < 1), or else value / (1 - p).
Tensor dropout(const Tensor& x, float p, Rng& rng);

// x: [N, C], no NaN; the index of each row's largest value, the first of equals. No gradient.
std::vector<int> argmax(const Tensor& x);

}  // namespace tt
