#pragma once
// Loops over all values, shared by the ops' files. Private to autograd.
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/tensor.h"

namespace tt {

template <class F>
void map_range(const float* __restrict x, float* __restrict y, std::int64_t n, F f) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = f(x[i]);
}

template <class F>
void zip_range(const float* __restrict a, const float* __restrict b, float* __restrict y, std::int64_t n,
               F f) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = f(a[i], b[i]);
}

// Room for the gradient of x; empty where none is wanted.
inline Tensor gradient_of(const Tensor& x) {
  return x.tracked() ? Tensor::uninitialized(x.shape()) : Tensor();
}

// y[i] = f(x[i])
template <class F>
Tensor map(const Tensor& x, F f) {
  Tensor y = Tensor::uninitialized(x.shape());
  const float* from = x.data();
  float* to = y.data();
  parallel_ranges(x.count(),
                  [=](std::int64_t i, std::int64_t end) { map_range(from + i, to + i, end - i, f); });
  return y;
}

// y[i] = f(a[i], b[i]); equal shapes
template <class F>
Tensor zip(const Tensor& a, const Tensor& b, F f) {
  Tensor y = Tensor::uninitialized(a.shape());
  const float *p = a.data(), *q = b.data();
  float* to = y.data();
  parallel_ranges(a.count(),
                  [=](std::int64_t i, std::int64_t end) { zip_range(p + i, q + i, to + i, end - i, f); });
  return y;
}

}  // namespace tt
