#include "modules/quantization/samples.h"

#include <algorithm>

namespace tt::quant {

void check_samples(const Tensor& samples) {
  if (samples.rank() == 0 || samples.count() == 0)
    throw ValueError(
        "quantize_model: there are no samples to calibrate with. Some hundred of the training set will do");
}

Tensor batch_at(const Tensor& x, int first) {
  std::vector<int> dims(x.shape().dims().begin(), x.shape().dims().end());
  const std::int64_t one = x.count() / dims[0];
  dims[0] = std::min(sample_batch, dims[0] - first);
  return Tensor::from(
      x.values().subspan(static_cast<std::size_t>(first * one), static_cast<std::size_t>(dims[0] * one)),
      Shape(dims));
}

}  // namespace tt::quant
