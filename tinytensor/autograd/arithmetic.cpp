#include <algorithm>

#include "tinytensor/autograd/map.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

// Whether repeating small fills large: it is large's last axes, or one value.
bool repeats(const Shape& small, const Shape& large) {
  if (small.rank() > large.rank()) return small.count() == 1 && large.count() != 1;
  return small.count() == 1 || std::ranges::equal(small.dims(), large.dims().last(small.dims().size()));
}

Shape broadcast_shape(const char* op, const Shape& a, const Shape& b) {
  if (repeats(b, a)) return a;
  if (repeats(a, b)) return b;
  throw shape_error(op, "the shapes are not equal, nor is one the other's last axes or one value", a, b);
}

// x repeated to fill the shape.
Tensor expand(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  Tensor y = Tensor::uninitialized(shape);
  const std::int64_t period = x.count();
  if (period == 1) return std::ranges::fill(y.values(), x.data()[0]), y;
  for (std::int64_t i = 0; i < y.count(); i += period) std::copy_n(x.data(), period, y.data() + i);
  return y;
}

// The reverse, for gradients: the sum over all repetitions.
Tensor contract(const Tensor& dy, const Shape& shape) {
  if (dy.shape() == shape) return dy;
  Tensor dx = Tensor::zeros(shape);
  const std::int64_t period = dx.count();
  for (std::int64_t i = 0; i < dy.count(); i += period)
    for (std::int64_t k = 0; k < period; ++k) dx.data()[k] += dy.data()[i + k];
  return dx;
}

template <class F>
Tensor combine(const char* op, const Tensor& a, const Tensor& b, F f) {
  const Shape shape = broadcast_shape(op, a.shape(), b.shape());
  return zip(expand(a, shape), expand(b, shape), f);
}

Tensor product(const Tensor& a, const Tensor& b) {
  return combine("mul", a, b, [](float p, float q) { return p * q; });
}

}  // namespace

Tensor operator+(const Tensor& a, const Tensor& b) {
  const Tensor y = combine("add", a, b, [](float p, float q) { return p + q; });
  return record("add", y, {a, b}, [sa = a.shape(), sb = b.shape()](const Tensor& dy) -> Grads {
    return {contract(dy, sa), contract(dy, sb)};
  });
}

Tensor operator-(const Tensor& a, const Tensor& b) {
  const Tensor y = combine("sub", a, b, [](float p, float q) { return p - q; });
  return record("sub", y, {a, b}, [sa = a.shape(), sb = b.shape()](const Tensor& dy) -> Grads {
    return {contract(dy, sa), contract(map(dy, [](float d) { return -d; }), sb)};
  });
}

// da = dy b, db = dy a
Tensor operator*(const Tensor& a, const Tensor& b) {
  return record("mul", product(a, b), {a, b}, [a, b](const Tensor& dy) -> Grads {
    return {contract(product(dy, b), a.shape()), contract(product(dy, a), b.shape())};
  });
}

// da = dy / b, db = -dy y / b
Tensor operator/(const Tensor& a, const Tensor& b) {
  const Tensor y = combine("div", a, b, [](float p, float q) { return p / q; });
  return record("div", y, {a, b}, [a, b, y](const Tensor& dy) -> Grads {
    const Tensor da = combine("div", dy, b, [](float d, float q) { return d / q; });
    return {contract(da, a.shape()),
            contract(zip(da, y, [](float d, float v) { return -d * v; }), b.shape())};
  });
}

Tensor operator-(const Tensor& x) { return x * -1.0f; }

}  // namespace tt
