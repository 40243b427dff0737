#include <algorithm>

#include "tinytensor/autograd/map.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

// x seen as [outer, size, inner] around one axis.
struct Around {
  std::int64_t outer = 1, size = 1, inner = 1;
  Shape rest;  // x's shape without the axis
};

Around around(const char* op, const Tensor& x, int axis) {
  const int at = axis < 0 ? axis + x.rank() : axis;
  if (at < 0 || at >= x.rank()) throw shape_error(op, "no axis " + std::to_string(axis), x.shape());
  Around a;
  std::vector<int> rest;
  for (int i = 0; i < x.rank(); ++i) {
    (i < at ? a.outer : i == at ? a.size : a.inner) *= x.dim(i);
    if (i != at) rest.push_back(x.dim(i));
  }
  a.rest = Shape(rest);
  return a;
}

// Pairwise: the error grows with log n, not n.
float pairwise_sum(std::span<const float> v) {
  if (v.size() <= 64) {
    float s = 0;
    for (float x : v) s += x;
    return s;
  }
  return pairwise_sum(v.first(v.size() / 2)) + pairwise_sum(v.subspan(v.size() / 2));
}

}  // namespace

// dx = dy everywhere
Tensor sum(const Tensor& x) {
  const Tensor y = Tensor::full({}, pairwise_sum(x.values()));
  return record("sum", y, {x},
                [shape = x.shape()](const Tensor& dy) -> Grads { return {Tensor::full(shape, dy.item())}; });
}

Tensor mean(const Tensor& x) {
  if (x.count() == 0) throw shape_error("mean", "no values", x.shape());
  return sum(x) / static_cast<float>(x.count());
}

// dx[o, k, i] = dy[o, i]
Tensor sum(const Tensor& x, int axis) {
  const Around a = around("sum", x, axis);
  Tensor y = Tensor::zeros(a.rest);
  for (std::int64_t o = 0; o < a.outer; ++o)
    for (std::int64_t k = 0; k < a.size; ++k)
      for (std::int64_t i = 0; i < a.inner; ++i)
        y.data()[o * a.inner + i] += x.data()[(o * a.size + k) * a.inner + i];
  return record("sum_axis", y, {x}, [a, shape = x.shape()](const Tensor& dy) -> Grads {
    Tensor dx = Tensor::uninitialized(shape);
    for (std::int64_t o = 0; o < a.outer; ++o)
      for (std::int64_t k = 0; k < a.size; ++k)
        std::copy_n(dy.data() + o * a.inner, a.inner, dx.data() + (o * a.size + k) * a.inner);
    return {dx};
  });
}

Tensor mean(const Tensor& x, int axis) {
  const Around a = around("mean", x, axis);
  if (a.size == 0) throw shape_error("mean", "no values along the axis", x.shape());
  return sum(x, axis) / static_cast<float>(a.size);
}

// dx = dy at the winner, 0 elsewhere
Tensor max(const Tensor& x, int axis) {
  const Around a = around("max", x, axis);
  if (a.size == 0) throw shape_error("max", "no values along the axis", x.shape());
  Tensor y = Tensor::uninitialized(a.rest);
  std::vector<std::int64_t> winners(static_cast<std::size_t>(a.outer * a.inner));
  for (std::int64_t o = 0; o < a.outer; ++o)
    for (std::int64_t i = 0; i < a.inner; ++i) {
      std::int64_t best = o * a.size * a.inner + i;
      for (std::int64_t k = 1; k < a.size; ++k) {
        const std::int64_t at = (o * a.size + k) * a.inner + i;
        if (x.data()[at] > x.data()[best]) best = at;
      }
      winners[static_cast<std::size_t>(o * a.inner + i)] = best;
      y.data()[o * a.inner + i] = x.data()[best];
    }
  return record("max", y, {x}, [winners, shape = x.shape()](const Tensor& dy) -> Grads {
    Tensor dx = Tensor::zeros(shape);
    for (std::size_t i = 0; i < winners.size(); ++i) dx.data()[winners[i]] = dy.data()[i];
    return {dx};
  });
}

std::vector<int> argmax(const Tensor& x) {
  if (x.rank() != 2 || x.dim(1) == 0) throw shape_error("argmax", "x is not [N, C]", x.shape());
  std::vector<int> best;
  for (int n = 0; n < x.dim(0); ++n) {
    const auto row = x.values().subspan(static_cast<std::size_t>(n) * x.dim(1), x.dim(1));
    best.push_back(static_cast<int>(std::ranges::max_element(row) - row.begin()));
  }
  return best;
}

}  // namespace tt
