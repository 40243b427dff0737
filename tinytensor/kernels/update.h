#pragma once
#include <cstdint>

namespace tt::kernels {

// One step of an optimizer over one parameter, by PyTorch's formulas. w: the values; g: their gradient; the
// other arrays are the optimizer's state from step to step, 0 at first. All have count values.

// With g' = g + weight_decay w:  m = beta1 m + (1 - beta1) g',  v = beta2 v + (1 - beta2) g'^2,
// w = w - lr (m / correction1) / (sqrt(v / correction2) + eps),  correction_i = 1 - beta_i^step, step from 1.
struct AdamStep {
  float lr = 1e-3f, beta1 = 0.9f, beta2 = 0.999f, eps = 1e-8f, weight_decay = 0;
  float correction1 = 1, correction2 = 1;
};
void adam_update(float* w, const float* g, float* m, float* v, std::int64_t count, const AdamStep& step);

// With g' = g + weight_decay w:  velocity = momentum velocity + g',  w = w - lr velocity. (PyTorch's velocity
// starts as the first g', which a start from 0 gives as well.)
struct SgdStep {
  float lr = 0.01f, momentum = 0, weight_decay = 0;
};
void sgd_update(float* w, const float* g, float* velocity, std::int64_t count, const SgdStep& step);

}  // namespace tt::kernels
