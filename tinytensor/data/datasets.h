#pragma once
#include <cstdint>
#include <string>

#include "tinytensor/data/dataset.h"

namespace tt::data {

struct DatasetOptions {
  std::uint64_t seed = 0;         // of generated sets
  std::int64_t train_count = -1;  // at most this many; -1: all there are
  std::int64_t test_count = -1;
};

// A dataset by its command-line name: mnist:DIR (IDX files), cifar10:DIR (binary files), digits or
// digits:COUNT (drawn on the spot: COUNT to train on, 12,000 by default, and 5,000 to test on).
// Throws ValueError for an unknown spec, IoError for files that are missing or damaged.
Split load_dataset(const std::string& spec, const DatasetOptions& options = {});

}  // namespace tt::data
