#include <cmath>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

void check(const char* op, const Tensor& x) {
  if (x.rank() != 2 && x.rank() != 4) throw shape_error(op, "x is not [N, C] or [N, H, W, C]", x.shape());
  if (x.count() == 0) throw shape_error(op, "no values", x.shape());
}

// f(value, where its row begins, channel) for every value
template <class F>
Tensor by_channel(const Tensor& x, F f) {
  Tensor y = Tensor::uninitialized(x.shape());
  const std::int64_t channels = x.dim(-1);
  const float* __restrict from = x.data();
  float* __restrict to = y.data();
  for (std::int64_t row = 0; row < x.count(); row += channels)
    for (std::int64_t c = 0; c < channels; ++c) to[row + c] = f(from[row + c], row, c);
  return y;
}

// dbias = sum dy, dweight = sum dy x_hat, by channel
struct ParameterGradients {
  Tensor dweight, dbias;
  ParameterGradients(const Tensor& dy, const Tensor& x_hat)
      : dweight(Tensor::zeros({dy.dim(-1)})), dbias(Tensor::zeros({dy.dim(-1)})) {
    const std::int64_t channels = dy.dim(-1);
    float* __restrict dw = dweight.data(), * __restrict db = dbias.data();
    for (std::int64_t row = 0; row < dy.count(); row += channels)
      for (std::int64_t c = 0; c < channels; ++c) {
        db[c] += dy.data()[row + c];
        dw[c] += dy.data()[row + c] * x_hat.data()[row + c];
      }
  }
};

// What both forms share: y = x_hat weight + bias, x_hat = (x - mean) inverse.
struct Normalized {
  Tensor inverse, x_hat, y;  // inverse = 1 / sqrt(variance + eps)
  Normalized(const char* op, const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& mean,
             const Tensor& variance, float eps) {
    check(op, x);
    for (const auto& [name, t] :
         {std::pair{"weight", weight}, {"bias", bias}, {"mean", mean}, {"variance", variance}})
      if (t.shape() != Shape{x.dim(-1)})
        throw shape_error(op, std::string(name) + " is not [C] for this x", t.shape(), x.shape());
    inverse = by_channel(variance, [=](float v, auto, auto) { return 1 / std::sqrt(v + eps); });
    const float *m = mean.data(), *s = inverse.data(), *w = weight.data(), *b = bias.data();
    x_hat = by_channel(x, [=](float v, auto, auto c) { return (v - m[c]) * s[c]; });
    y = by_channel(x_hat, [=](float v, auto, auto c) { return v * w[c] + b[c]; });
  }
};

}  // namespace

BatchStatistics batch_statistics(const Tensor& x) {
  check("batch_statistics", x);
  const std::int64_t channels = x.dim(-1), rows = x.count() / channels;
  std::vector<double> sums(static_cast<std::size_t>(channels)), squares(static_cast<std::size_t>(channels));
  for (std::int64_t row = 0; row < x.count(); row += channels)
    for (std::int64_t c = 0; c < channels; ++c) sums[c] += x.data()[row + c];
  for (double& s : sums) s /= static_cast<double>(rows);
  for (std::int64_t row = 0; row < x.count(); row += channels)
    for (std::int64_t c = 0; c < channels; ++c) {
      const double d = x.data()[row + c] - sums[c];
      squares[c] += d * d;
    }
  BatchStatistics s{Tensor::zeros({x.dim(-1)}), Tensor::zeros({x.dim(-1)}), rows};
  for (std::int64_t c = 0; c < channels; ++c) {
    s.mean.data()[c] = static_cast<float>(sums[c]);
    s.variance.data()[c] = static_cast<float>(squares[c] / static_cast<double>(rows));
  }
  return s;
}

// dx = weight inverse (dy - mean(dy) - x_hat mean(dy x_hat)): the batch's mean and deviation depend on x too.
Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const BatchStatistics& batch,
                  float eps) {
  const Normalized n("batch_norm", x, weight, bias, batch.mean, batch.variance, eps);
  const float share = 1 / static_cast<float>(batch.count);
  return record("batch_norm", n.y, {x, weight, bias},
                [=, x_hat = n.x_hat, inverse = n.inverse](const Tensor& dy) -> Grads {
                  const ParameterGradients g(dy, x_hat);
                  const float *w = weight.data(), *s = inverse.data(), *h = x_hat.data(),
                              *dw = g.dweight.data(), *db = g.dbias.data();
                  const Tensor dx = by_channel(dy, [=](float d, auto row, auto c) {
                    return w[c] * s[c] * (d - share * (db[c] + h[row + c] * dw[c]));
                  });
                  return {dx, g.dweight, g.dbias};
                });
}

// dx = weight inverse dy
Tensor batch_norm_fixed(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& mean,
                        const Tensor& variance, float eps) {
  const Normalized n("batch_norm_fixed", x, weight, bias, mean, variance, eps);
  return record(
      "batch_norm_fixed", n.y, {x, weight, bias},
      [weight, x_hat = n.x_hat, inverse = n.inverse](const Tensor& dy) -> Grads {
        const ParameterGradients g(dy, x_hat);
        const float *w = weight.data(), *s = inverse.data();
        return {by_channel(dy, [=](float d, auto, auto c) { return d * w[c] * s[c]; }), g.dweight, g.dbias};
      });
}

}  // namespace tt
