#include <cmath>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

void check(const char* op, const Tensor& x) {
  if (x.rank() != 2 && x.rank() != 4) throw shape_error(op, "x is not [N, C] or [N, H, W, C]", x.shape());
  if (x.count() == 0) throw shape_error(op, "no values", x.shape());
}

void check_channels(const char* op, const char* name, const Tensor& x, const Tensor& t) {
  if (t.shape() != Shape{x.dim(-1)})
    throw shape_error(op, std::string(name) + " is not [C] for this x", t.shape(), x.shape());
}

Tensor inverse_deviation(const Tensor& variance, float eps) {
  Tensor s = variance.clone();
  for (float& v : s.values()) v = 1 / std::sqrt(v + eps);
  return s;
}

// (x - mean) inverse
Tensor normalize(const Tensor& x, const Tensor& mean, const Tensor& inverse) {
  Tensor y = Tensor::uninitialized(x.shape());
  const std::int64_t channels = x.dim(-1);
  for (std::int64_t row = 0; row < x.count(); row += channels)
    for (std::int64_t c = 0; c < channels; ++c)
      y.data()[row + c] = (x.data()[row + c] - mean.data()[c]) * inverse.data()[c];
  return y;
}

Tensor scale_and_shift(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  Tensor y = Tensor::uninitialized(x.shape());
  const std::int64_t channels = x.dim(-1);
  for (std::int64_t row = 0; row < x.count(); row += channels)
    for (std::int64_t c = 0; c < channels; ++c)
      y.data()[row + c] = x.data()[row + c] * weight.data()[c] + bias.data()[c];
  return y;
}

// dbias = sum dy, dweight = sum dy x_hat, by channel
void parameter_gradients(const Tensor& dy, const Tensor& x_hat, Tensor& dweight, Tensor& dbias) {
  const std::int64_t channels = dy.dim(-1);
  for (std::int64_t row = 0; row < dy.count(); row += channels)
    for (std::int64_t c = 0; c < channels; ++c) {
      dbias.data()[c] += dy.data()[row + c];
      dweight.data()[c] += dy.data()[row + c] * x_hat.data()[row + c];
    }
}

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

// dx = weight inverse (dy - mean(dy) - x_hat mean(dy x_hat)): the batch's mean and deviation move with x too.
Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const BatchStatistics& batch,
                  float eps) {
  check("batch_norm", x);
  check_channels("batch_norm", "weight", x, weight);
  check_channels("batch_norm", "bias", x, bias);
  const Tensor inverse = inverse_deviation(batch.variance, eps), x_hat = normalize(x, batch.mean, inverse);
  const Tensor y = scale_and_shift(x_hat, weight, bias);
  return record(
      "batch_norm", y, {x, weight, bias},
      [x_hat, weight, inverse, rows = batch.count](const Tensor& dy) -> Grads {
        Tensor dweight = Tensor::zeros(weight.shape()), dbias = Tensor::zeros(weight.shape());
        parameter_gradients(dy, x_hat, dweight, dbias);
        Tensor dx = Tensor::uninitialized(dy.shape());
        const std::int64_t channels = dy.dim(-1);
        const float share = 1 / static_cast<float>(rows);
        for (std::int64_t row = 0; row < dy.count(); row += channels)
          for (std::int64_t c = 0; c < channels; ++c)
            dx.data()[row + c] =
                weight.data()[c] * inverse.data()[c] *
                (dy.data()[row + c] - share * (dbias.data()[c] + x_hat.data()[row + c] * dweight.data()[c]));
        return {dx, dweight, dbias};
      });
}

// dx = weight inverse dy
Tensor batch_norm_fixed(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& mean,
                        const Tensor& variance, float eps) {
  check("batch_norm_fixed", x);
  check_channels("batch_norm_fixed", "weight", x, weight);
  check_channels("batch_norm_fixed", "bias", x, bias);
  check_channels("batch_norm_fixed", "mean", x, mean);
  check_channels("batch_norm_fixed", "variance", x, variance);
  const Tensor inverse = inverse_deviation(variance, eps), x_hat = normalize(x, mean, inverse);
  const Tensor y = scale_and_shift(x_hat, weight, bias);
  return record(
      "batch_norm_fixed", y, {x, weight, bias}, [x_hat, weight, inverse](const Tensor& dy) -> Grads {
        Tensor dweight = Tensor::zeros(weight.shape()), dbias = Tensor::zeros(weight.shape());
        parameter_gradients(dy, x_hat, dweight, dbias);
        return {scale_and_shift(dy, weight * inverse, Tensor::zeros(weight.shape())), dweight, dbias};
      });
}

}  // namespace tt
