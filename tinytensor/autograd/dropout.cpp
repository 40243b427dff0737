#include "tinytensor/autograd/map.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

// dx = dy where the value was kept, scaled likewise
Tensor dropout(const Tensor& x, float p, Rng& rng) {
  if (!(p >= 0 && p < 1)) throw ValueError("dropout: p must be at least 0 and below 1: " + std::to_string(p));
  Tensor mask = Tensor::uninitialized(x.shape());
  for (float& m : mask.values()) m = rng.uniform() < p ? 0 : 1 / (1 - p);
  const auto product = [](float a, float m) { return a * m; };
  return record("dropout", zip(x, mask, product), {x},
                [mask, product](const Tensor& dy) -> Grads { return {zip(dy, mask, product)}; });
}

}  // namespace tt
