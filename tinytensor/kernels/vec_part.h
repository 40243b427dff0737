#pragma once
#include "tinytensor/kernels/vec.h"

namespace tt::kernels {

namespace detail {
// Copies n < 2 * Width floats with moves of fixed sizes, which need no call and no loop.
template <int Width>
inline void copy_part(float* to, const float* from, int n) {
  if (n & Width) {
    std::memcpy(to, from, 4 * Width);
    to += Width, from += Width;
  }
  if constexpr (Width > 1) copy_part<Width / 2>(to, from, n);
}
}  // namespace detail

// Only the first n lanes; n <= 0: none, n >= lanes: all. Lanes beyond them load as 0.
inline void store_first(float* p, Vec v, int n) {
  if (n >= lanes) return store(p, v);
  float values[lanes];
  store(values, v);
  if (n > 0) detail::copy_part<lanes / 2>(p, values, n);
}
inline Vec load_first(const float* p, int n) {
  if (n >= lanes) return load(p);
  float values[lanes] = {};
  if (n > 0) detail::copy_part<lanes / 2>(values, p, n);
  return load(values);
}

}  // namespace tt::kernels
