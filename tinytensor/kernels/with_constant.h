#pragma once
#include <type_traits>

namespace tt::kernels {

// Calls f(std::integral_constant<int, n>) for a run-time n from 1 to most, so that f can unroll loops to n.
template <int most, class F>
inline void with_constant(int n, const F& f) {
  if constexpr (most > 1)
    if (n < most) return with_constant<most - 1>(n, f);
  f(std::integral_constant<int, most>{});
}

}  // namespace tt::kernels
