#include "tinytensor/data/loader.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "tinytensor/tensor/error.h"

namespace tt::data {

Loader::Loader(Dataset dataset, LoaderOptions options)
    : dataset_(std::move(dataset)),
      options_(options),
      rng_(options.seed),
      order_(static_cast<std::size_t>(dataset_.count())) {
  if (options.batch < 1) throw ValueError("loader: a batch of " + std::to_string(options.batch) + " samples");
  std::iota(order_.begin(), order_.end(), 0);
}

std::int64_t Loader::batches() const { return (count() + options_.batch - 1) / options_.batch; }

Loader::Iterator Loader::begin() {
  if (options_.shuffle)  // Fisher and Yates
    for (std::size_t left = order_.size(); left > 1; --left)
      std::swap(order_[left - 1], order_[rng_.below(static_cast<std::uint32_t>(left))]);
  at_ = 0;
  next();
  return Iterator(this);
}

void Loader::next() {
  done_ = at_ == order_.size();
  if (done_) return;
  const std::size_t size = std::min(order_.size() - at_, static_cast<std::size_t>(options_.batch));
  dataset_.gather(std::span(order_).subspan(at_, size), current_);
  at_ += size;
}

}  // namespace tt::data
