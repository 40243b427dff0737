#include "tinytensor/testing/gradcheck.h"

#include <algorithm>
#include <cmath>

#include "tinytensor/autograd/ops.h"

namespace tt {

namespace {

// In double: what matters is the differences of close numbers.
double weighted_sum(const Tensor& y, const Tensor& weights) {
  double s = 0;
  for (std::int64_t i = 0; i < y.count(); ++i) s += static_cast<double>(y.data()[i]) * weights.data()[i];
  return s;
}

}  // namespace

GradcheckResult gradcheck(const std::function<Tensor(const std::vector<Tensor>&)>& f,
                          const std::vector<Tensor>& inputs, float step) {
  std::vector<Tensor> leaves;
  for (const Tensor& x : inputs) leaves.push_back(x.clone().track());
  const Tensor y = f(leaves);
  Rng rng(7);
  const Tensor weights = Tensor::uniform(y.shape(), rng, -1, 1);
  sum(y * weights).backward();
  GradcheckResult result;
  const NoGrad quiet;
  const auto at = [&](float& v, float value) { return v = value, weighted_sum(f(leaves), weights); };
  const double corner = std::max(0.04f, 10 * step);  // a bend of this much within two steps is a kink
  const double middle = weighted_sum(y, weights);
  for (std::size_t k = 0; k < leaves.size(); ++k)
    for (std::int64_t i = 0; i < leaves[k].count(); ++i) {
      float& v = leaves[k].data()[i];
      const float before = v, above = before + step, below = before - step;
      const double high = at(v, above), low = at(v, below);
      v = before;
      const double right = (high - middle) / (above - before), left = (middle - low) / (before - below);
      const float numeric = static_cast<float>((high - low) / (static_cast<double>(above) - below));
      const float analytic = leaves[k].grad().empty() ? 0 : leaves[k].grad().data()[i];
      const float size = std::max({1.0f, std::fabs(analytic), std::fabs(numeric)});
      if (++result.values; std::fabs(right - left) > corner * size) {
        ++result.kinks;
        continue;
      }
      const float error = std::fabs(analytic - numeric) / size;
      if (error <= result.worst || std::isnan(result.worst)) continue;
      result.worst = error;
      result.where = "input " + std::to_string(k) + ", value " + std::to_string(i) + ": backward says " +
                     std::to_string(analytic) + ", differences say " + std::to_string(numeric);
    }
  if (result.values > 0 && result.kinks == result.values)
    result.worst = INFINITY, result.where = "nothing was compared: every value is at a kink";
  return result;
}

GradcheckResult gradcheck(const std::function<Tensor(const Tensor&)>& f, const Tensor& x, float step) {
  return gradcheck([&](const std::vector<Tensor>& in) { return f(in[0]); }, {x}, step);
}

}  // namespace tt
