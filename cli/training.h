#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tinytensor/data/dataset.h"
#include "tinytensor/nn/module.h"

namespace tt::cli {

struct TrainingOptions {
  int epochs = 5, batch = 32;
  float lr = 1e-3f;
  std::string optimizer = "adam";     // "adam" or "sgd" (momentum 0.9)
  std::string schedule = "constant";  // optim::schedule
  std::uint64_t seed = 0;             // of the shuffling
  bool print = true;                  // a line per epoch
};

struct Epoch {
  double loss, seconds, images_per_second, test_accuracy;  // loss: mean over the epoch; accuracy 0 to 1
};

struct Training {
  std::vector<Epoch> epochs;
  bool interrupted = false;  // Ctrl-C came; the model is as it was then
};

// Trains by cross-entropy, with a progress bar on a terminal.
Training train(nn::Module& model, const data::Split& split, const TrainingOptions& options);

}  // namespace tt::cli
