#include "modules/quantization/samples.h"

#include <algorithm>

namespace tt::quant {

void check_samples(const Tensor& samples) {
  if (samples.rank() == 0 || samples.count() == 0)
    throw ValueError(
        "quantize_model: there are no samples to calibrate with. A few hundred of the training set will do");
}

Tensor batch_at(const Tensor& x, int first) {
  const std::int64_t one = x.count() / x.dim(0);
  const int count = std::min(sample_batch, x.dim(0) - first);
  return Tensor::from(
      x.values().subspan(static_cast<std::size_t>(first * one), static_cast<std::size_t>(count * one)),
      x.shape().without_batch().with_batch(count));
}

}  // namespace tt::quant
