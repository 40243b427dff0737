#include <algorithm>
#include <cmath>

#include "tinytensor/autograd/map.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

void check_rows(const char* op, const Tensor& x) {
  if (x.rank() == 0 || x.dim(-1) == 0) throw shape_error(op, "there is no last axis to go along", x.shape());
}

// Log-probabilities of every row, not recorded. The largest is subtracted first, so that nothing overflows.
Tensor log_probabilities(const Tensor& x) {
  const int n = x.dim(-1);
  Tensor y = Tensor::uninitialized(x.shape());
  for (std::int64_t row = 0; row < x.count(); row += n) {
    const float* from = x.data() + row;
    const float largest = *std::max_element(from, from + n);
    float s = 0;
    for (int i = 0; i < n; ++i) s += std::exp(from[i] - largest);
    const float log_sum = std::log(s);
    for (int i = 0; i < n; ++i) y.data()[row + i] = from[i] - largest - log_sum;
  }
  return y;
}

}  // namespace

// dx = y (dy - sum(dy y))
Tensor softmax(const Tensor& x) {
  check_rows("softmax", x);
  const Tensor y = map(log_probabilities(x), [](float v) { return std::exp(v); });
  return record("softmax", y, {x}, [y](const Tensor& dy) -> Grads {
    const int n = y.dim(-1);
    Tensor dx = Tensor::uninitialized(y.shape());
    for (std::int64_t row = 0; row < y.count(); row += n) {
      float s = 0;
      for (int i = 0; i < n; ++i) s += dy.data()[row + i] * y.data()[row + i];
      for (int i = 0; i < n; ++i) dx.data()[row + i] = y.data()[row + i] * (dy.data()[row + i] - s);
    }
    return {dx};
  });
}

// dx = dy - e^y sum(dy)
Tensor log_softmax(const Tensor& x) {
  check_rows("log_softmax", x);
  const Tensor y = log_probabilities(x);
  return record("log_softmax", y, {x}, [y](const Tensor& dy) -> Grads {
    const int n = y.dim(-1);
    Tensor dx = Tensor::uninitialized(y.shape());
    for (std::int64_t row = 0; row < y.count(); row += n) {
      float s = 0;
      for (int i = 0; i < n; ++i) s += dy.data()[row + i];
      for (int i = 0; i < n; ++i) dx.data()[row + i] = dy.data()[row + i] - std::exp(y.data()[row + i]) * s;
    }
    return {dx};
  });
}

// dlogits = (softmax(logits) - one_hot(label)) dy / N
Tensor cross_entropy(const Tensor& logits, std::span<const int> labels) {
  if (logits.rank() != 2 || logits.count() == 0)
    throw shape_error("cross_entropy", "logits are not [N, C]", logits.shape());
  const int count = logits.dim(0), classes = logits.dim(1);
  if (static_cast<int>(labels.size()) != count)
    throw shape_error("cross_entropy", std::to_string(labels.size()) + " labels for logits", logits.shape());
  for (int label : labels)
    if (label < 0 || label >= classes)
      throw ValueError("cross_entropy: label " + std::to_string(label) + " is not one of " +
                       std::to_string(classes) + " classes (0 to " + std::to_string(classes - 1) + ")");
  const Tensor logs = log_probabilities(logits);
  float loss = 0;
  for (int n = 0; n < count; ++n) loss -= logs.data()[std::int64_t{n} * classes + labels[n]];
  return record(
      "cross_entropy", Tensor::full({}, loss / static_cast<float>(count)), {logits},
      [logs, kept = std::vector<int>(labels.begin(), labels.end()), classes](const Tensor& dy) -> Grads {
        const float scale = dy.item() / static_cast<float>(kept.size());
        Tensor dx = map(logs, [=](float v) { return scale * std::exp(v); });
        for (std::size_t n = 0; n < kept.size(); ++n) dx.data()[n * classes + kept[n]] -= scale;
        return {dx};
      });
}

Tensor mse_loss(const Tensor& x, const Tensor& target) {
  if (x.shape() != target.shape())
    throw shape_error("mse_loss", "the shapes differ", x.shape(), target.shape());
  const Tensor difference = x - target;
  return mean(difference * difference);
}

}  // namespace tt
