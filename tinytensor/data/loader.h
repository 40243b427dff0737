#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tinytensor/data/dataset.h"

namespace tt::data {

struct LoaderOptions {
  int batch = 32;
  bool shuffle = true;  // in a new order each epoch
  std::uint64_t seed = 0;
};

// A dataset batch by batch, the last one with whatever is left:
//   for (const auto& [x, y] : loader) ...
// Each begin() is an epoch. A batch is valid until the next one; a Tensor copied from it stays valid, as
// its memory is then not reused. Epochs allocate nothing after the first. One loop at a time.
class Loader {
 public:
  explicit Loader(Dataset dataset, LoaderOptions options = {});  // throws ValueError when options.batch < 1

  struct End {};
  class Iterator {
   public:
    using value_type = Batch;
    using difference_type = std::ptrdiff_t;

    const Batch& operator*() const { return loader_->current_; }
    const Batch* operator->() const { return &loader_->current_; }
    Iterator& operator++() { return loader_->next(), *this; }
    void operator++(int) { loader_->next(); }
    bool operator==(End) const { return loader_->done_; }

   private:
    friend Loader;
    explicit Iterator(Loader* loader) : loader_(loader) {}
    Loader* loader_;
  };

  Iterator begin();  // starts an epoch
  End end() const { return {}; }

  const Dataset& dataset() const { return dataset_; }
  std::int64_t count() const { return dataset_.count(); }  // samples per epoch
  std::int64_t batches() const;                            // batches per epoch

 private:
  void next();

  Dataset dataset_;
  LoaderOptions options_;
  Rng rng_;
  std::vector<int> order_;
  std::size_t at_ = 0;  // the first place in order_ not yet used
  bool done_ = true;
  Batch current_;
};

}  // namespace tt::data
