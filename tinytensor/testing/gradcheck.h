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
               kinks = 0;  // looked at; of those, left out where the op turns a corner (ReLU, pooling)
};

// Differentiates the sum of f's result times fixed random weights with respect to every value of every input,
// by backward() and by central differences (f(x + step) - f(x - step)) / (2 step). A kink is where the
// differences to the two sides disagree by more than max(0.04, 10 step) times max(1, their size). f: any op.
GradcheckResult gradcheck(const std::function<Tensor(const std::vector<Tensor>&)>& f,
                          const std::vector<Tensor>& inputs, float step = 1e-2f);
GradcheckResult gradcheck(const std::function<Tensor(const Tensor&)>& f, const Tensor& x, float step = 1e-2f);

}  // namespace tt
