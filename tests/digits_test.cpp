#include "tinytensor/data/digits.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/data/datasets.h"
#include "tinytensor/data/evaluate.h"
#include "tinytensor/data/loader.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/optim/optimizer.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::data;

namespace {

// Fowler, Noll and Vo's hash of all bytes and labels.
std::uint64_t hash(const Dataset& d) {
  std::uint64_t h = 0xcbf29ce484222325u;
  const auto eat = [&](unsigned v) { h = (h ^ v) * 0x100000001b3u; };
  for (std::uint8_t byte : d.bytes()) eat(byte);
  for (int label : d.labels()) eat(static_cast<unsigned>(label));
  return h;
}

bool same(const Dataset& a, const Dataset& b) {
  return std::ranges::equal(a.bytes(), b.bytes()) && std::ranges::equal(a.labels(), b.labels());
}

}  // namespace

TEST_CASE("the digits are the same on every machine") {
  CHECK(hash(draw_digits(DigitsPart::train, 500)) == 0xe76f083954c127dbu);
  CHECK(hash(draw_digits(DigitsPart::test, 500, 7)) == 0xfd8924987275ca10u);
}

TEST_CASE("a digit does not depend on how many are drawn, nor on the threads") {
  const Dataset many = draw_digits(DigitsPart::train, 300);
  CHECK(same(many.first(37), draw_digits(DigitsPart::train, 37)));
  CHECK(same(many.first(1), draw_digits(DigitsPart::train, 1)));
  const int before = threads();
  for (int count : {1, 2, 3}) {
    set_threads(count);
    CHECK(same(many, draw_digits(DigitsPart::train, 300)));
  }
  set_threads(before);
}

TEST_CASE("parts and seeds have nothing in common") {
  const Dataset sets[] = {draw_digits(DigitsPart::train, 200), draw_digits(DigitsPart::test, 200),
                          draw_digits(DigitsPart::train, 200, 1), draw_digits(DigitsPart::test, 200, 1)};
  std::vector<std::vector<std::uint8_t>> images;
  for (const Dataset& d : sets)
    for (std::size_t i = 0; i < 200; ++i) {
      const auto image = d.bytes().subspan(784 * i, 784);
      images.emplace_back(image.begin(), image.end());
    }
  std::ranges::sort(images);
  CHECK(std::ranges::adjacent_find(images) == images.end());
}

TEST_CASE("all digits come, light on dark, inside the frame") {
  const Dataset d = draw_digits(DigitsPart::train, 5000);
  CHECK(d.sample_shape() == Shape{28, 28, 1});
  CHECK(d.classes() == 10);
  std::array<int, 10> counts{};
  for (int label : d.labels()) ++counts[static_cast<std::size_t>(label)];
  for (int count : counts) CHECK(std::abs(count - 500) < 120);
  double mean = 0, border = 0;
  for (std::size_t i = 0; i < d.bytes().size(); ++i) {
    const std::size_t row = i % 784 / 28, column = i % 28;
    mean += d.bytes()[i];
    if (row == 0 || row == 27 || column == 0 || column == 27) border += d.bytes()[i];
  }
  mean /= 5000 * 784, border /= 5000 * 108;
  CHECK(mean > 20);
  CHECK(mean < 45);  // MNIST: 33
  CHECK(border < 10);
  for (std::size_t i = 0; i < 5000; ++i) {
    const auto image = d.bytes().subspan(784 * i, 784);
    REQUIRE(std::ranges::count_if(image, [](int v) { return v > 80; }) >= 8);
  }
}

TEST_CASE("digits are loaded by their spec") {
  const Split split = load_dataset("digits:50", {.test_count = 20});
  CHECK(split.train.count() == 50);
  CHECK(split.test.count() == 20);
  CHECK(same(split.train, draw_digits(DigitsPart::train, 50)));
  CHECK(same(split.test, draw_digits(DigitsPart::test, 20)));
  CHECK(load_dataset("digits", {.seed = 3, .train_count = 5, .test_count = 0}).train.count() == 5);
  CHECK_FALSE(same(load_dataset("digits:50", {.seed = 3}).train, split.train));
  CHECK(draw_digits(DigitsPart::train, 0).count() == 0);
  CHECK_THROWS_AS(draw_digits(DigitsPart::train, -1), ValueError);
  CHECK_THROWS_AS(draw_digits(DigitsPart::train, std::int64_t{1} << 40), ValueError);
}

TEST_CASE("the digits are hard enough to teach with, and two bits a weight are too few for them", "[slow]") {
  const Split digits = load_dataset("digits");
  Rng rng(1);
  nn::Sequential model = io::make_model("lab03-cnn", rng);
  optim::Adam adam(nn::parameters(model), {});
  Loader loader(digits.train, {.seed = 1});
  for (int epoch = 0; epoch < 5; ++epoch)
    for (const auto& [x, y] : loader) {
      const Tensor loss = cross_entropy(model(x), y);
      adam.zero_grad();
      loss.backward();
      adam.step();
    }
  const double floats = accuracy(model, digits.test);
  CHECK(floats >= 0.97);
  CHECK(floats <= 0.995);
  // Symmetric, by the largest magnitude: -1, 0 or 1 times a scale.
  for (Tensor p : nn::parameters(model)) {
    if (p.rank() < 2) continue;
    float largest = 0;
    for (float v : p.values()) largest = std::max(largest, std::fabs(v));
    for (float& v : p.values()) v = largest * std::nearbyint(v / largest);
  }
  CHECK(accuracy(model, digits.test) < 0.7);
}
