#include "tinytensor/kernels/linear.h"

#include <algorithm>

#include "tinytensor/kernels/linear_blocks.h"
#include "tinytensor/kernels/matmul.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"

namespace tt::kernels {

namespace {

// While all three matrices stay in a core's cache, the loops of linear_blocks.h, which read them in place,
// are up to three times as fast as a general product, which first copies them into an order of its own.
// Beyond that, the general product is faster.
bool stays_in_cache(int rows, int in, int out) {
  constexpr std::int64_t most_floats = 1 << 18;
  return std::int64_t{rows} * in + std::int64_t{out} * in + std::int64_t{rows} * out <= most_floats;
}

// Calls body(first, last) for parts of [0, count), fixed by the sizes alone: multiples of step, a few
// microseconds each.
template <class Body>
void for_shares(std::int64_t multiply_adds, int count, int step, const Body& body) {
  constexpr std::int64_t worth_sharing = 1 << 18;
  const int steps = (count + step - 1) / step, most = std::clamp(steps, 1, 16);
  const int parts = static_cast<int>(std::clamp<std::int64_t>(multiply_adds / worth_sharing, 1, most));
  const auto begin = [&](int p) {
    return std::min(count, step * static_cast<int>(part_begin(steps, parts, p)));
  };
  parallel_for(parts, [&](int part) { body(begin(part), begin(part + 1)); });
}

void sum_of_rows(const float* dy, float* db, int rows, int out) {
  std::fill_n(db, out, 0.0f);
  for (int n = 0; n < rows; ++n, dy += out)
    for (int o = 0; o < out; ++o) db[o] += dy[o];
}

}  // namespace

void linear_forward(const float* x, const float* w, const float* bias, float* y, int rows, int in, int out) {
  if (stays_in_cache(rows, in, out))
    return for_shares(std::int64_t{rows} * in * out, rows, 4,
                      [&](int i, int end) { dot_rows(x + i * in, w, bias, y + i * out, end - i, in, out); });
  for (int n = 0; n < rows; ++n)
    for (int o = 0; o < out; ++o) y[std::int64_t{n} * out + o] = bias ? bias[o] : 0;
  matmul({x}, {w, true}, y, rows, in, out, Into::add);
}

void linear_backward(const float* x, const float* w, const float* dy, float* dw, float* db, float* dx,
                     int rows, int in, int out) {
  if (db) sum_of_rows(dy, db, rows, out);
  if (!stays_in_cache(rows, in, out)) {
    if (dw) matmul({dy, true}, {x}, dw, out, rows, in);
    if (dx) matmul({dy}, {w}, dx, rows, out, in);
    return;
  }
  const auto gradient = [&](const Strided& a, const float* b, float* c, int c_rows, int depth) {
    for_shares(std::int64_t{rows} * in * out, in, lanes,
               [&](int j, int end) { sum_rows(a, b, c, c_rows, depth, in, j, end); });
  };
  if (dw) gradient({dy, 1, out}, x, dw, out, rows);
  if (dx) gradient({dy, out, 1}, w, dx, rows, out);
}

}  // namespace tt::kernels
