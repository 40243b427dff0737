#include <cmath>

#include "tinytensor/autograd/map.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

// dx = dy y
Tensor exp(const Tensor& x) {
  const Tensor y = map(x, [](float v) { return std::exp(v); });
  return record("exp", y, {x}, [y](const Tensor& dy) -> Grads {
    return {zip(dy, y, [](float d, float v) { return d * v; })};
  });
}

// dx = dy / x
Tensor log(const Tensor& x) {
  const Tensor y = map(x, [](float v) { return std::log(v); });
  return record("log", y, {x}, [x](const Tensor& dy) -> Grads {
    return {zip(dy, x, [](float d, float v) { return d / v; })};
  });
}

// dx = dy / (2 y)
Tensor sqrt(const Tensor& x) {
  const Tensor y = map(x, [](float v) { return std::sqrt(v); });
  return record("sqrt", y, {x}, [y](const Tensor& dy) -> Grads {
    return {zip(dy, y, [](float d, float v) { return d / (2 * v); })};
  });
}

// dx = dy sign(x)
Tensor abs(const Tensor& x) {
  const Tensor y = map(x, [](float v) { return std::fabs(v); });
  return record("abs", y, {x}, [x](const Tensor& dy) -> Grads {
    return {zip(dy, x, [](float d, float v) { return v > 0 ? d : v < 0 ? -d : 0; })};
  });
}

// dx = dy where y > 0, else 0
Tensor relu(const Tensor& x) {
  const Tensor y = map(x, [](float v) { return v > 0 ? v : 0; });
  return record("relu", y, {x}, [y](const Tensor& dy) -> Grads {
    return {zip(dy, y, [](float d, float v) { return v > 0 ? d : 0; })};
  });
}

Tensor relu6(const Tensor& x) { return clamp(x, 0, 6); }

// dx = dy where low < x < high, else 0
Tensor clamp(const Tensor& x, float low, float high) {
  if (!(low <= high))
    throw ValueError("clamp: low is above high: " + std::to_string(low) + ", " + std::to_string(high));
  const Tensor y = map(x, [=](float v) { return v < low ? low : v > high ? high : v; });
  return record("clamp", y, {x}, [x, low, high](const Tensor& dy) -> Grads {
    return {zip(dy, x, [=](float d, float v) { return v > low && v < high ? d : 0; })};
  });
}

// dx = dy y (1 - y)
Tensor sigmoid(const Tensor& x) {
  const Tensor y = map(x, [](float v) { return 1 / (1 + std::exp(-v)); });
  return record("sigmoid", y, {x}, [y](const Tensor& dy) -> Grads {
    return {zip(dy, y, [](float d, float v) { return d * v * (1 - v); })};
  });
}

// dx = dy (1 - y^2)
Tensor tanh(const Tensor& x) {
  const Tensor y = map(x, [](float v) { return std::tanh(v); });
  return record("tanh", y, {x}, [y](const Tensor& dy) -> Grads {
    return {zip(dy, y, [](float d, float v) { return d * (1 - v * v); })};
  });
}

}  // namespace tt
