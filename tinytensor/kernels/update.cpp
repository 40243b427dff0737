#include "tinytensor/kernels/update.h"

#include <cmath>

#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

namespace {

// The loops are functions of their own, with restrict pointers, because compilers vectorize them here and not
// inside a lambda. They run under parallel_for, which flushes denormals: the state kept for a weight whose
// gradient stays 0 decays into them, and they are a hundred times slower.
void adam_part(float* __restrict w, const float* __restrict g, float* __restrict m, float* __restrict v,
               std::int64_t count, const AdamStep s) {
  const float rate = s.lr / s.correction1, scale = 1 / std::sqrt(s.correction2);
  for (std::int64_t i = 0; i < count; ++i) {
    const float gradient = g[i] + s.weight_decay * w[i];
    m[i] = s.beta1 * m[i] + (1 - s.beta1) * gradient;
    v[i] = s.beta2 * v[i] + (1 - s.beta2) * gradient * gradient;
    w[i] -= rate * m[i] / (std::sqrt(v[i]) * scale + s.eps);
  }
}

void sgd_part(float* __restrict w, const float* __restrict g, float* __restrict velocity, std::int64_t count,
              const SgdStep s) {
  for (std::int64_t i = 0; i < count; ++i) {
    velocity[i] = s.momentum * velocity[i] + g[i] + s.weight_decay * w[i];
    w[i] -= s.lr * velocity[i];
  }
}

// Calls body(first, count) for pieces of the parameter, small enough to share, large enough to be worth it.
template <class Body>
void for_pieces(std::int64_t count, const Body& body) {
  constexpr std::int64_t piece = 1 << 14;
  const int parts = static_cast<int>((count + piece - 1) / piece);
  parallel_for(parts, [&](int part) {
    const std::int64_t first = part * piece;
    body(first, count - first < piece ? count - first : piece);
  });
}

}  // namespace

void adam_update(float* w, const float* g, float* m, float* v, std::int64_t count, const AdamStep& step) {
  for_pieces(count, [=](std::int64_t i, std::int64_t n) { adam_part(w + i, g + i, m + i, v + i, n, step); });
}

void sgd_update(float* w, const float* g, float* velocity, std::int64_t count, const SgdStep& step) {
  for_pieces(count, [=](std::int64_t i, std::int64_t n) { sgd_part(w + i, g + i, velocity + i, n, step); });
}

}  // namespace tt::kernels
