#include "cli/weight_error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace tt::cli {

WeightError weight_error(nn::Sequential& model, quant::QuantizedModel& quantized) {
  std::map<std::string, Tensor> floats;
  for (const nn::NamedTensor& p : nn::named_parameters(model)) floats[p.name] = p.tensor;
  WeightError error;
  double sum = 0;
  std::int64_t count = 0;
  for (int i = 0; i < quantized.size(); ++i) {
    const std::optional<quant::StoredWeight> stored = quant::stored_weight(quantized[i]);
    if (!stored) continue;
    const Tensor& w = floats.at(quantized.name(i) + ".weight");
    Tensor restored = Tensor::uninitialized(w.shape());
    stored->dequantize(0, restored.values());
    for (std::int64_t k = 0; k < w.count(); ++k) {
      const double e = std::fabs(static_cast<double>(w.data()[k]) - restored.data()[k]);
      error.max = std::max(error.max, e);
      sum += e;
    }
    count += w.count();
  }
  error.mean = count == 0 ? 0 : sum / static_cast<double>(count);
  return error;
}

}  // namespace tt::cli
