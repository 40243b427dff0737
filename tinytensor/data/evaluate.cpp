#include "tinytensor/data/evaluate.h"

#include <algorithm>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/data/loader.h"

namespace tt::data {

Evaluation evaluate(nn::Module& model, const Dataset& dataset, const EvaluateOptions& options) {
  const NoGrad quiet;
  const nn::EvalMode mode(model);
  Evaluation result;
  Loader loader(dataset, {.batch = options.batch, .shuffle = false});
  for (const auto& [x, y] : loader) {
    const Tensor logits = model(x);
    if (options.logits && result.total == 0)
      *options.logits = Tensor::uninitialized({static_cast<int>(dataset.count()), logits.dim(1)});
    if (options.logits)
      std::ranges::copy(logits.values(), options.logits->data() + result.total * logits.dim(1));
    result.loss += static_cast<double>(cross_entropy(logits, y).item()) * static_cast<double>(y.size());
    const std::vector<int> guesses = argmax(logits);
    for (std::size_t i = 0; i < y.size(); ++i) result.correct += guesses[i] == y[i];
    result.total += static_cast<std::int64_t>(y.size());
    if (options.progress) options.progress(result.total);
  }
  if (result.total > 0) result.loss /= static_cast<double>(result.total);
  return result;
}

double accuracy(nn::Module& model, const Dataset& dataset) { return evaluate(model, dataset).accuracy(); }

}  // namespace tt::data
