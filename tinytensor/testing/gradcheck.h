#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt {

// How far an op's gradient is from finite differences.
struct GradcheckResult {
  // The largest |analytic - numeric| / max(1, |analytic|, |numeric|); infinite where all values are kinks.
  float worst = 0;
  std::string where;  // "input 1, value 7: backward says 0.25, differences say 0.5"
  std::int64_t values = 0,
               kinks = 0;  // looked at; left out of those: the op turns a corner there (ReLU, pooling)
};

// Differentiates the sum of f's result times fixed random weights by every value of every input, by
// backward() and by central differences (f(x + step) - f(x - step)) / (2 step). A kink is where the
// differences to the two sides disagree by more than 0.04 or 10 step, relative to their size above 1. f: any op.
GradcheckResult gradcheck(const std::function<Tensor(const std::vector<Tensor>&)>& f,
                          const std::vector<Tensor>& inputs, float step = 1e-2f);
GradcheckResult gradcheck(const std::function<Tensor(const Tensor&)>& f, const Tensor& x, float step = 1e-2f);

}  // namespace tt
