#include "tinytensor/data/loader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "tests/buffers_kept.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::data;
using Catch::Matchers::Message;

namespace {

// Sample i is {i, i + 1, ...} as bytes (modulo 256), of class i % classes.
Dataset numbered(int count, const Shape& sample = {2, 3, 1}, int classes = 10) {
  std::vector<std::uint8_t> bytes;
  std::vector<int> labels;
  for (int i = 0; i < count; ++i) {
    for (int k = 0; k < sample.count(); ++k) bytes.push_back(static_cast<std::uint8_t>(i + k));
    labels.push_back(i % classes);
  }
  return Dataset("numbered", sample, bytes, labels, classes);
}

// The samples of an epoch by their first byte, which is their number in sets of 256 at most.
std::vector<int> epoch(Loader& loader) {
  std::vector<int> seen;
  for (const auto& [x, y] : loader)
    for (int i = 0; i < x.dim(0); ++i) {
      const float first = x.data()[i * (x.count() / x.dim(0))];
      seen.push_back(static_cast<int>(std::lround(first * 255)));
      CHECK(y[static_cast<std::size_t>(i)] == seen.back() % 10);
    }
  return seen;
}

std::vector<int> sorted(std::vector<int> v) {
  std::ranges::sort(v);
  return v;
}

std::vector<int> up_to(int n) {
  std::vector<int> v(static_cast<std::size_t>(n));
  std::iota(v.begin(), v.end(), 0);
  return v;
}

}  // namespace

TEST_CASE("bytes become byte / 255, to the last bit") {
  std::vector<std::uint8_t> all(256);
  std::iota(all.begin(), all.end(), std::uint8_t{0});
  const Dataset d("all", {256}, all, {0}, 1);
  const std::vector<int> only{0};
  const Batch batch = d.gather(only);
  CHECK(batch.x.shape() == Shape{1, 256});
  for (int i = 0; i < 256; ++i) {
    volatile float value = static_cast<float>(i), divisor = 255;  // no compiler can fold this division
    CHECK(batch.x.values()[static_cast<std::size_t>(i)] == value / divisor);
  }
}

TEST_CASE("gather takes any samples in any order") {
  const Dataset d = numbered(20);
  const std::vector<int> numbers{19, 0, 3, 3};
  const Batch batch = d.gather(numbers);
  CHECK(batch.x.shape() == Shape{4, 2, 3, 1});
  CHECK(batch.y == std::vector<int>{9, 0, 3, 3});
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < 6; ++k)
      CHECK(batch.x.values()[6 * i + k] == static_cast<float>(numbers[i] + static_cast<int>(k)) / 255.0f);
  CHECK_THROWS_MATCHES(d.gather(std::vector<int>{5, 20}), ValueError,
                       Message("gather: no sample 20 among 20"));
  CHECK_THROWS_AS(d.gather(std::vector<int>{-1}), ValueError);
  CHECK(d.gather(std::vector<int>{}).x.shape() == Shape{0, 2, 3, 1});
}

TEST_CASE("samples that are floats are handed on as they are") {
  const Tensor samples = Tensor::from({-1, 0.25f, 1e30f, 4}, {2, 2});
  const Dataset d("floats", samples, {1, 0}, 2);
  const Batch batch = d.gather(std::vector<int>{1, 0});
  CHECK(batch.x.shape() == Shape{2, 2});
  CHECK(std::ranges::equal(batch.x.values(), std::vector<float>{1e30f, 4, -1, 0.25f}));
  CHECK(d.bytes().empty());
}

TEST_CASE("a dataset refuses what does not fit together") {
  CHECK_THROWS_MATCHES(Dataset("a", {2, 2, 1}, std::vector<std::uint8_t>(7), {0, 1}, 2), ShapeError,
                       Message("dataset: a: 7 values are not 2 samples of [2, 2, 1]"));
  CHECK_THROWS_MATCHES(Dataset("a", {1}, std::vector<std::uint8_t>(2), {0, 2}, 2), ValueError,
                       Message("dataset: a: label 2 is outside 0 to 1"));
  CHECK_THROWS_AS(Dataset("a", {1}, std::vector<std::uint8_t>(1), {-1}, 2), ValueError);
  CHECK_THROWS_AS(Dataset("a", {1, 1, 1, 1}, std::vector<std::uint8_t>(1), {0}, 1), ShapeError);
}

TEST_CASE("first is the front of the same samples") {
  const Dataset d = numbered(20), front = d.first(5);
  CHECK(front.count() == 5);
  CHECK(front.labels().size() == 5);
  CHECK(front.bytes().size() == 30);
  CHECK(front.bytes().data() == d.bytes().data());
  CHECK(d.first(100).count() == 20);
  CHECK(d.first(0).count() == 0);
  CHECK_THROWS_AS(d.first(-1), ValueError);
  CHECK_THROWS_AS(front.gather(std::vector<int>{5}), ValueError);
  CHECK(Dataset().count() == 0);
  CHECK(Dataset().first(3).count() == 0);
}

TEST_CASE("an epoch gives every sample once") {
  for (int count : {1, 31, 32, 33, 100, 256})
    for (bool shuffle : {false, true}) {
      CAPTURE(count, shuffle);
      Loader loader(numbered(count), {.batch = 32, .shuffle = shuffle});
      CHECK(loader.count() == count);
      CHECK(loader.batches() == (count + 31) / 32);
      const std::vector<int> seen = epoch(loader);
      CHECK(sorted(seen) == up_to(count));
      if (!shuffle) CHECK(seen == up_to(count));
    }
}

TEST_CASE("the last batch is what is left") {
  Loader loader(numbered(70), {.batch = 32, .shuffle = false});
  std::vector<int> sizes;
  for (const auto& [x, y] : loader) {
    sizes.push_back(x.dim(0));
    CHECK(x.shape() == Shape{sizes.back(), 2, 3, 1});
    CHECK(y.size() == static_cast<std::size_t>(sizes.back()));
  }
  CHECK(sizes == std::vector<int>{32, 32, 6});
}

TEST_CASE("each epoch has its order, and a seed its epochs") {
  Loader a(numbered(100), {.seed = 1}), b(numbered(100), {.seed = 1}), c(numbered(100), {.seed = 2});
  const std::vector<int> first = epoch(a), second = epoch(a);
  CHECK(first != second);
  CHECK(first != up_to(100));
  CHECK(epoch(b) == first);
  CHECK(epoch(b) == second);
  CHECK(epoch(c) != first);
}

TEST_CASE("every order is equally likely") {
  Loader loader(numbered(3), {.batch = 3});
  std::vector<int> counts(27);
  for (int i = 0; i < 6000; ++i) {
    const std::vector<int> order = epoch(loader);
    ++counts[static_cast<std::size_t>(9 * order[0] + 3 * order[1] + order[2])];
  }
  CHECK(std::ranges::count(counts, 0) == 27 - 6);
  for (int count : counts) CHECK((count == 0 || std::abs(count - 1000) < 150));
}

TEST_CASE("an empty set has no batches, and a batch of none is refused") {
  Loader loader(numbered(0));
  CHECK(loader.batches() == 0);
  for ([[maybe_unused]] const Batch& batch : loader) FAIL("a batch of nothing");
  CHECK_THROWS_MATCHES(Loader(numbered(3), {.batch = 0}), ValueError,
                       Message("loader: a batch of 0 samples"));
}

TEST_CASE("a batch that is kept stays as it was") {
  Loader loader(numbered(96), {.shuffle = false});
  std::vector<Tensor> kept;
  for (const auto& [x, y] : loader) kept.push_back(x);
  REQUIRE(kept.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(kept[i].values()[0] == static_cast<float>(32 * i) / 255.0f);
}

TEST_CASE("epochs allocate nothing after the first") {
  Loader loader(numbered(100));
  epoch(loader);
  [[maybe_unused]] const auto before = Buffer::statistics();
  const int* labels = nullptr;
  const float* values = nullptr;
  for (const auto& [x, y] : loader) {
    if (x.dim(0) < 32) continue;  // the short last one takes another block
    if (labels) CHECK(y.data() == labels);
    if (values) CHECK(x.data() == values);
    labels = y.data();
    values = x.data();
  }
  if (buffers_kept) CHECK(Buffer::statistics().system_calls == before.system_calls);
}
