#pragma once
#include <functional>

#include "tinytensor/data/dataset.h"
#include "tinytensor/nn/module.h"

namespace tt::data {

// How a model does on labelled samples. The model is in evaluation mode meanwhile, then as before.
struct Evaluation {
  std::int64_t correct = 0, total = 0;
  double loss = 0;  // mean cross-entropy of the logits
  double accuracy() const {
    return total == 0 ? 0 : static_cast<double>(correct) / static_cast<double>(total);
  }
};

struct EvaluateOptions {
  int batch = 256;
  Tensor* logits = nullptr;                         // where to put the logits of all samples, [N, C]
  std::function<void(std::int64_t done)> progress;  // called after every batch
};
Evaluation evaluate(nn::Module& model, const Dataset& dataset, const EvaluateOptions& options = {});

double accuracy(nn::Module& model, const Dataset& dataset);  // 0 to 1

}  // namespace tt::data
