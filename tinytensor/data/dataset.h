#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt::data {

// Some samples and the class of each. Images are x: [N, H, W, C], values 0 to 1.
struct Batch {
  Tensor x;
  std::vector<int> y;
};

// Labelled samples of one shape. Bytes stay bytes (60,000 images of MNIST are 47 MB, as floats 188) and
// become floats, byte / 255, batch by batch. A copy is a handle on the same samples, which never change.
class Dataset {
 public:
  Dataset() = default;  // no samples
  // sample: the shape of one, [H, W, C] for images; bytes and labels in the same order, labels 0 to classes
  // - 1. Throws ShapeError when the counts disagree, ValueError for a label outside.
  Dataset(std::string name, const Shape& sample, std::vector<std::uint8_t> bytes, std::vector<int> labels,
          int classes);
  // Samples that are already floats: [N, ...], passed on as they are.
  Dataset(std::string name, const Tensor& samples, std::vector<int> labels, int classes);

  const std::string& name() const;
  const Shape& sample_shape() const;
  int classes() const;
  std::int64_t count() const { return count_; }
  std::span<const int> labels() const;
  std::span<const std::uint8_t> bytes() const;  // count() samples; empty when they are floats

  // The samples with those numbers, in that order. Reuses batch's memory when nothing else holds it.
  // Throws ValueError for a number outside 0 to count() - 1.
  void gather(std::span<const int> numbers, Batch& batch) const;
  Batch gather(std::span<const int> numbers) const;

  Dataset first(std::int64_t count) const;  // the first count samples, or all where there are fewer

 private:
  struct Store;
  std::shared_ptr<const Store> store_;
  std::int64_t count_ = 0;
};

struct Split {
  Dataset train, test;
};

}  // namespace tt::data
