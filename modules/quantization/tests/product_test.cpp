// Product quantization: distances by table equal distances to what is stored; recall; clusters are found.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "modules/quantization/product.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

std::vector<int> nearest_by_definition(const Tensor& vectors, std::span<const float> query, int count) {
  std::vector<std::pair<double, int>> all;
  for (int i = 0; i < vectors.dim(0); ++i) {
    double d = 0;
    for (int j = 0; j < vectors.dim(1); ++j)
      d += std::pow(double{query[static_cast<std::size_t>(j)]} - vectors.data()[i * vectors.dim(1) + j], 2);
    all.push_back({d, i});
  }
  std::ranges::sort(all);
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(all[static_cast<std::size_t>(i)].second);
  return numbers;
}

}  // namespace

TEST_CASE("k-means finds clusters that are far apart") {
  Rng rng(1);
  Tensor points = Tensor::normal({90, 2}, rng, 0.1f);
  for (int i = 0; i < 90; ++i) points.data()[2 * i] += static_cast<float>(10 * (i % 3));
  const Tensor means = k_means(points, 3, 10, rng);
  std::vector<float> x{means.data()[0], means.data()[2], means.data()[4]};
  std::ranges::sort(x);
  for (int c = 0; c < 3; ++c) CHECK(x[static_cast<std::size_t>(c)] == Approx(10 * c).margin(0.2));
}

TEST_CASE("distances by table are distances to the decoded vectors") {
  Rng rng(2);
  const Tensor vectors = Tensor::normal({200, 12}, rng);
  const ProductQuantizer q(vectors, {.parts = 4, .centroids = 16}, rng);
  CHECK(q.nbytes() == 200 * 4 + 4 * 16 * 3 * 4);
  const Tensor decoded = q.decode(), query = Tensor::normal({12}, rng);
  const std::vector<float> d = q.distances(query.values());
  for (int i = 0; i < 200; ++i) {
    double wanted = 0;
    for (int j = 0; j < 12; ++j) wanted += std::pow(double{query.data()[j]} - decoded.data()[i * 12 + j], 2);
    CHECK(d[static_cast<std::size_t>(i)] == Approx(wanted));
  }
  CHECK(q.nearest(query.values(), 5) == nearest_by_definition(decoded, query.values(), 5));
  CHECK(q.nearest(query.values(), 1000).size() == 200);
}

TEST_CASE("as many centroids as vectors store them exactly") {
  Rng rng(3);
  const Tensor vectors = Tensor::normal({20, 6}, rng);
  const ProductQuantizer q(vectors, {.parts = 2, .centroids = 20}, rng);
  const Tensor y = q.decode();
  for (std::int64_t i = 0; i < y.count(); ++i) CHECK(y.data()[i] == Approx(vectors.data()[i]));
}

TEST_CASE("recall at 10 on clustered vectors, a 32nd of the memory; more parts find more") {
  Rng rng(4);
  const Tensor centres = Tensor::normal({50, 32}, rng);
  Tensor vectors = Tensor::normal({1000, 32}, rng, 0.3f);
  for (int i = 0; i < 1000; ++i)
    for (int j = 0; j < 32; ++j) vectors.data()[i * 32 + j] += centres.data()[i % 50 * 32 + j];
  const auto mean_recall = [&](int parts) {
    Rng same(5);
    const ProductQuantizer q(vectors, {.parts = parts, .centroids = 64}, same);
    double sum = 0;
    for (int i = 0; i < 20; ++i) {
      const auto query = vectors.values().subspan(static_cast<std::size_t>(i * 32), 32);
      sum += recall(nearest_by_definition(vectors, query, 10), q.nearest(query, 10));
    }
    return sum / 20;
  };
  const double few = mean_recall(4), many = mean_recall(16);
  CHECK(few > 0.3);
  CHECK(many > 0.7);
  CHECK(many > few);
  CHECK(recall(std::vector<int>{1, 2, 3, 4}, std::vector<int>{4, 1, 9}) == 0.5);
}

TEST_CASE("the same seed gives the same codes; wrong settings are refused") {
  Rng a(6), b(6), rng(7);
  const Tensor vectors = Tensor::normal({40, 8}, rng);
  const ProductQuantizer x(vectors, {.parts = 2, .centroids = 8}, a),
      y(vectors, {.parts = 2, .centroids = 8}, b);
  CHECK(std::ranges::equal(x.codes(), y.codes()));
  CHECK_THROWS_WITH(ProductQuantizer(vectors, {.parts = 3}, rng), Catch::Contains("do not divide 8"));
  CHECK_THROWS_WITH(ProductQuantizer(vectors, {.parts = 2, .centroids = 41}, rng),
                    Catch::Contains("41 centroids"));
  CHECK_THROWS_AS(ProductQuantizer(vectors, {.parts = 2, .centroids = 300}, rng), ValueError);
  CHECK_THROWS_AS(x.distances(std::vector<float>(7)), ShapeError);
}
