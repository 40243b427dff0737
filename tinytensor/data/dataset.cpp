#include "tinytensor/data/dataset.h"

#include <algorithm>
#include <array>
#include <limits>

#include "tinytensor/tensor/error.h"

namespace tt::data {

struct Dataset::Store {
  std::string name;
  Shape sample;
  int classes = 0;
  std::vector<std::uint8_t> bytes;
  Tensor values;  // empty when the samples are bytes
  std::vector<int> labels;
};

namespace {

// [count, sample...]; allocates nothing, since it is called for every batch.
Shape batch_shape(std::int64_t count, const Shape& sample) {
  std::array<int, Shape::max_rank + 1> dims{static_cast<int>(count)};
  std::ranges::copy(sample.dims(), dims.begin() + 1);
  return Shape(std::span(dims).first(sample.dims().size() + 1));
}

void check(const std::string& name, std::int64_t values, const Shape& sample, std::span<const int> labels,
           int classes) {
  const auto count = static_cast<std::int64_t>(labels.size());
  if (count > std::numeric_limits<int>::max())
    throw ShapeError("dataset: " + name + ": too many samples: " + std::to_string(count));
  if (values != batch_shape(count, sample).count())
    throw ShapeError("dataset: " + name + ": " + std::to_string(values) + " values are not " +
                     std::to_string(count) + " samples of " + sample.str());
  for (int label : labels)
    if (label < 0 || label >= classes)
      throw ValueError("dataset: " + name + ": label " + std::to_string(label) + " is outside 0 to " +
                       std::to_string(classes - 1));
}

Shape without_first_axis(const Tensor& t) {
  if (t.rank() == 0) throw shape_error("dataset", "samples need a first axis that counts them", t.shape());
  return Shape(t.shape().dims().subspan(1));
}

// A division, not a product with 1 / 255: the same floats as byte / 255.0f everywhere else.
void to_floats(const std::uint8_t* bytes, std::int64_t count, float* values) {
  for (std::int64_t i = 0; i < count; ++i) values[i] = static_cast<float>(bytes[i]) / 255.0f;
}

}  // namespace

Dataset::Dataset(std::string name, const Shape& sample, std::vector<std::uint8_t> bytes,
                 std::vector<int> labels, int classes)
    : count_(static_cast<std::int64_t>(labels.size())) {
  check(name, static_cast<std::int64_t>(bytes.size()), sample, labels, classes);
  store_ = std::make_shared<Store>(
      Store{std::move(name), sample, classes, std::move(bytes), Tensor(), std::move(labels)});
}

Dataset::Dataset(std::string name, const Tensor& samples, std::vector<int> labels, int classes)
    : count_(static_cast<std::int64_t>(labels.size())) {
  const Shape sample = without_first_axis(samples);
  check(name, samples.count(), sample, labels, classes);
  store_ = std::make_shared<Store>(
      Store{std::move(name), sample, classes, {}, samples.clone(), std::move(labels)});
}

static const std::string no_name;
static const Shape no_shape;
const std::string& Dataset::name() const { return store_ ? store_->name : no_name; }
const Shape& Dataset::sample_shape() const { return store_ ? store_->sample : no_shape; }
int Dataset::classes() const { return store_ ? store_->classes : 0; }

std::span<const int> Dataset::labels() const {
  return store_ ? std::span(store_->labels).first(static_cast<std::size_t>(count_)) : std::span<const int>();
}

std::span<const std::uint8_t> Dataset::bytes() const {
  if (!store_ || !store_->values.empty()) return {};
  return std::span(store_->bytes).first(static_cast<std::size_t>(count_ * store_->sample.count()));
}

void Dataset::gather(std::span<const int> numbers, Batch& batch) const {
  for (int number : numbers)
    if (number < 0 || number >= count_)
      throw ValueError("gather: no sample " + std::to_string(number) + " among " + std::to_string(count_));
  const Shape shape = batch_shape(static_cast<std::int64_t>(numbers.size()), sample_shape());
  if (batch.x.shape() != shape || !batch.x.sole_owner() || batch.x.tracked())
    batch.x = Tensor::uninitialized(shape);
  batch.y.resize(numbers.size());
  if (!store_) return;
  const std::int64_t size = store_->sample.count();
  float* out = batch.x.data();
  for (std::size_t i = 0; i < numbers.size(); ++i, out += size) {
    const std::int64_t at = numbers[i] * size;
    if (store_->values.empty()) {
      to_floats(store_->bytes.data() + at, size, out);
    } else {
      std::copy_n(store_->values.data() + at, size, out);
    }
    batch.y[i] = store_->labels[static_cast<std::size_t>(numbers[i])];
  }
}

Batch Dataset::gather(std::span<const int> numbers) const {
  Batch batch;
  gather(numbers, batch);
  return batch;
}

Dataset Dataset::first(std::int64_t count) const {
  if (count < 0) throw ValueError("first: a negative count: " + std::to_string(count));
  Dataset d = *this;
  d.count_ = std::min(count, count_);
  return d;
}

}  // namespace tt::data
