#pragma once
// Loops over all values, shared by the ops' files. Private to autograd.
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/tensor.h"

namespace tt {

// Calls body(begin, end) on pieces of [0, count) that the thread count does not change.
template <class Body>
void for_ranges(std::int64_t count, const Body& body) {
  const std::int64_t wanted = count >> 15;
  const int parts = wanted < 1 ? 1 : wanted > 64 ? 64 : static_cast<int>(wanted);
  parallel_for(parts, [&](int p) { body(part_begin(count, parts, p), part_begin(count, parts, p + 1)); });
}

template <class F>
void map_range(const float* __restrict x, float* __restrict y, std::int64_t n, F f) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = f(x[i]);
}

template <class F>
void zip_range(const float* __restrict a, const float* __restrict b, float* __restrict y, std::int64_t n,
               F f) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = f(a[i], b[i]);
}

// y[i] = f(x[i])
template <class F>
Tensor map(const Tensor& x, F f) {
  Tensor y = Tensor::uninitialized(x.shape());
  const float* from = x.data();
  float* to = y.data();
  for_ranges(x.count(), [=](std::int64_t i, std::int64_t end) { map_range(from + i, to + i, end - i, f); });
  return y;
}

// y[i] = f(a[i], b[i]); equal shapes
template <class F>
Tensor zip(const Tensor& a, const Tensor& b, F f) {
  Tensor y = Tensor::uninitialized(a.shape());
  const float *p = a.data(), *q = b.data();
  float* to = y.data();
  for_ranges(a.count(),
             [=](std::int64_t i, std::int64_t end) { zip_range(p + i, q + i, to + i, end - i, f); });
  return y;
}

}  // namespace tt
