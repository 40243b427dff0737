#pragma once
#include "tinytensor/kernels/tile.h"

// Winograd's F(2x2, 3x3) (Lavin and Gray 2016): four neighbouring results of a 3 x 3 convolution cost 16
// products instead of 36. With g a kernel and d the 4 x 4 source under it, y = A' [(G g G') . (B' d B)] A,
// the dot being element by element (here, a sum over channels for each of the 16), and
//
//        1  0  0  0            1    0    0          1  0
//   B =  0  1 -1  1      G =  1/2  1/2  1/2    A =  1  1
//       -1  1  1  0           1/2 -1/2  1/2         1 -1
//        0  0  0 -1            0    0    1          0 -1
//
// Each function applies one of these matrices, or its transpose, to a column; both_axes to columns then rows.
namespace tt::kernels::winograd {

// to = f applied to the columns of `from`, and to the rows of that.
template <int N, int M, class Transform>
[[gnu::always_inline]] inline void both_axes(const Vec (&from)[N][N], Vec (&to)[M][M], const Transform& f) {
  Vec half[M][N];
  TT_UNROLL
  for (int j = 0; j < N; ++j) {
    Vec column[N], result[M];
    TT_UNROLL
    for (int i = 0; i < N; ++i) column[i] = from[i][j];
    f(column, result);
    TT_UNROLL
    for (int i = 0; i < M; ++i) half[i][j] = result[i];
  }
  TT_UNROLL
  for (int i = 0; i < M; ++i) f(half[i], to[i]);
}

// B' d
inline void source_axis(const Vec (&d)[4], Vec (&v)[4]) {
  v[0] = d[0] - d[2], v[1] = d[1] + d[2], v[2] = d[2] - d[1], v[3] = d[1] - d[3];
}
// A' m, and for its gradient the way back: A y
inline void result_axis(const Vec (&m)[4], Vec (&y)[2]) {
  y[0] = m[0] + m[1] + m[2], y[1] = m[1] - m[2] - m[3];
}
inline void result_gradient_axis(const Vec (&y)[2], Vec (&m)[4]) {
  m[0] = y[0], m[1] = y[0] + y[1], m[2] = y[0] - y[1], m[3] = -y[1];
}
// G g, and for its gradient the way back: G' u
inline void weight_axis(const Vec (&g)[3], Vec (&u)[4]) {
  const Vec outer = 0.5f * (g[0] + g[2]), inner = 0.5f * g[1];
  u[0] = g[0], u[1] = outer + inner, u[2] = outer - inner, u[3] = g[2];
}
inline void weight_gradient_axis(const Vec (&u)[4], Vec (&g)[3]) {
  const Vec even = 0.5f * (u[1] + u[2]);
  g[0] = u[0] + even, g[1] = 0.5f * (u[1] - u[2]), g[2] = even + u[3];
}

}  // namespace tt::kernels::winograd
