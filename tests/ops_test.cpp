// Values of the ops against sums by hand and brute force, and what they refuse.
#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

#include "tinytensor/tinytensor.h"

using namespace tt;
using Catch::Matchers::Contains;

static std::vector<float> list(const Tensor& t) { return {t.values().begin(), t.values().end()}; }

static float largest_difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  float worst = 0;
  for (std::int64_t i = 0; i < a.count(); ++i) worst = std::max(worst, std::fabs(a.data()[i] - b.data()[i]));
  return worst;
}

TEST_CASE("broadcasting: equal shapes, last axes, one value") {
  const Tensor m = Tensor::from({1, 2, 3, 4, 5, 6}, {2, 3}), row = Tensor::from({10, 20, 30}, {3});
  CHECK(list(m + row) == std::vector<float>{11, 22, 33, 14, 25, 36});
  CHECK(list(row - m) == std::vector<float>{9, 18, 27, 6, 15, 24});
  CHECK(list(m * 2.0f) == std::vector<float>{2, 4, 6, 8, 10, 12});
  CHECK(list(m / Tensor::full({1}, 2)) == std::vector<float>{0.5f, 1, 1.5f, 2, 2.5f, 3});
  CHECK((Tensor::full({}, 1) + m).shape() == Shape{2, 3});
  CHECK_THROWS_WITH(m + Tensor::zeros({2}), Contains("add") && Contains("[2, 3]") && Contains("[2]"));
  CHECK_THROWS_AS(m * Tensor::zeros({2, 1}), ShapeError);
}

TEST_CASE("elementwise values") {
  const Tensor x = Tensor::from({-2, 0, 0.5f, 7}, {4});
  CHECK(list(relu(x)) == std::vector<float>{0, 0, 0.5f, 7});
  CHECK(list(relu6(x)) == std::vector<float>{0, 0, 0.5f, 6});
  CHECK(list(tt::abs(x)) == std::vector<float>{2, 0, 0.5f, 7});
  CHECK(list(-x) == std::vector<float>{2, 0, -0.5f, -7});
  for (int i = 0; i < 4; ++i) {
    CHECK(tt::exp(x).data()[i] == Approx(std::exp(x.data()[i])));
    CHECK(sigmoid(x).data()[i] == Approx(1 / (1 + std::exp(-x.data()[i]))));
    CHECK(tt::tanh(x).data()[i] == Approx(std::tanh(x.data()[i])));
  }
  CHECK_THROWS_AS(clamp(x, 1, 0), ValueError);
}

TEST_CASE("matmul against three loops") {
  Rng rng(5);
  for (int round = 0; round < 50; ++round) {
    const int m = 1 + static_cast<int>(rng.below(40)), k = 1 + static_cast<int>(rng.below(40)),
              n = 1 + static_cast<int>(rng.below(40));
    const Tensor a = Tensor::normal({m, k}, rng), b = Tensor::normal({k, n}, rng);
    Tensor expected = Tensor::zeros({m, n});
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < n; ++j)
        for (int p = 0; p < k; ++p) expected.data()[i * n + j] += a.data()[i * k + p] * b.data()[p * n + j];
    CHECK(largest_difference(matmul(a, b), expected) < 1e-4f);
    CHECK(largest_difference(linear(a, transpose(b), Tensor()), expected) < 1e-4f);
    const Tensor bias = Tensor::normal({n}, rng);
    CHECK(largest_difference(linear(a, transpose(b), bias), expected + bias) < 1e-4f);
  }
}

TEST_CASE("reductions") {
  const Tensor x = Tensor::from({1, 5, 3, 4, 2, 6}, {2, 3});
  CHECK(sum(x).item() == 21);
  CHECK(mean(x).item() == 3.5f);
  CHECK(list(sum(x, 0)) == std::vector<float>{5, 7, 9});
  CHECK(list(sum(x, -1)) == std::vector<float>{9, 12});
  CHECK(list(mean(x, 1)) == std::vector<float>{3, 4});
  CHECK(list(max(x, 1)) == std::vector<float>{5, 6});
  CHECK(argmax(x) == std::vector<int>{1, 2});
  CHECK(argmax(Tensor::from({2, 2}, {1, 2})) == std::vector<int>{0});
  CHECK_THROWS_WITH(sum(x, 2), Contains("no axis 2") && Contains("[2, 3]"));
  CHECK_THROWS_AS(mean(Tensor::zeros({0})), ShapeError);
  CHECK(sum(Tensor::full({1 << 24}, 0.1f)).item() == Approx(1677721.6).epsilon(1e-5));  // pairwise: no drift
}

TEST_CASE("softmax and cross-entropy, far from zero too") {
  const Tensor x = Tensor::from({1000, 1001, -1000, 0}, {2, 2});
  CHECK(softmax(x).data()[1] == Approx(1 / (1 + std::exp(-1.0))));
  CHECK(log_softmax(x).data()[2] == Approx(-1000));
  const std::vector<int> labels{1, 0};
  CHECK(cross_entropy(x, labels).item() == Approx((std::log(1 + std::exp(-1.0)) + 1000) / 2));
  CHECK_THROWS_WITH(cross_entropy(x, std::vector<int>{0, 2}), Contains("label 2") && Contains("2 classes"));
  CHECK_THROWS_WITH(cross_entropy(x, std::vector<int>{0}), Contains("1 labels") && Contains("[2, 2]"));
  CHECK(mse_loss(Tensor::from({1, 2}, {2}), Tensor::from({3, 5}, {2})).item() == 6.5f);
}

// Channels-last convolution by its definition.
static Tensor convolve(const Tensor& x, const Tensor& w, const Conv2DOptions& o) {
  const int oh = (x.dim(1) + 2 * o.padding - w.dim(1)) / o.stride + 1,
            ow = (x.dim(2) + 2 * o.padding - w.dim(2)) / o.stride + 1;
  Tensor y = Tensor::zeros({x.dim(0), oh, ow, w.dim(0)});
  const int per_group = w.dim(0) / o.groups;
  float* to = y.data();
  for (int n = 0; n < x.dim(0); ++n)
    for (int i = 0; i < oh; ++i)
      for (int j = 0; j < ow; ++j)
        for (int c = 0; c < w.dim(0); ++c, ++to)
          for (int a = 0; a < w.dim(1); ++a)
            for (int b = 0; b < w.dim(2); ++b)
              for (int k = 0; k < w.dim(3); ++k) {
                const int row = i * o.stride + a - o.padding, column = j * o.stride + b - o.padding;
                if (row < 0 || row >= x.dim(1) || column < 0 || column >= x.dim(2)) continue;
                const int channel = c / per_group * w.dim(3) + k;
                *to += x.data()[((n * x.dim(1) + row) * x.dim(2) + column) * x.dim(3) + channel] *
                       w.data()[((c * w.dim(1) + a) * w.dim(2) + b) * w.dim(3) + k];
              }
  return y;
}

TEST_CASE("conv2d and its epilogues against the definition") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Rng rng(seed);
    INFO("seed " << seed);
    const auto pick = [&](int low, int high) { return low + static_cast<int>(rng.below(high - low + 1)); };
    const Conv2DOptions o{.stride = pick(1, 3), .padding = pick(0, 3), .groups = pick(1, 3)};
    const int in = o.groups * pick(1, 20), out = o.groups * pick(1, 20), kh = pick(1, 7), kw = pick(1, 7);
    const Tensor x = Tensor::normal({pick(1, 3), pick(kh + 1, 15), pick(kw + 1, 15), in}, rng);
    const Tensor w = Tensor::normal({out, kh, kw, in / o.groups}, rng), bias = Tensor::normal({out}, rng);
    const Tensor plain = convolve(x, w, o) + bias;
    const float tolerance = 1e-5f * static_cast<float>(w.count() / out + 10);
    CHECK(largest_difference(conv2d(x, w, bias, o), plain) < tolerance);
    CHECK(largest_difference(conv2d(x, w, bias, o, {.relu = true}), relu(plain)) < tolerance);
    if (plain.dim(1) > 1 && plain.dim(2) > 1) {
      CHECK(largest_difference(conv2d(x, w, bias, o, {.relu = true, .max_pool = true}),
                               max_pool2d(relu(plain))) < tolerance);
      CHECK(largest_difference(conv2d(x, w, bias, o, {.max_pool = true}), max_pool2d(plain)) < tolerance);
    }
  }
}

TEST_CASE("pooling by hand") {
  const Tensor x = Tensor::from({1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 3, 3, 1});
  CHECK(list(max_pool2d(x)) == std::vector<float>{5});
  CHECK(list(max_pool2d(x, {.kernel = 2, .stride = 1})) == std::vector<float>{5, 6, 8, 9});
  CHECK(list(max_pool2d(-x, {.kernel = 2, .stride = 2, .padding = 1})) == std::vector<float>{-1, -2, -4, -5});
  CHECK(list(avg_pool2d(x, {.kernel = 2, .stride = 2, .padding = 1})) ==
        std::vector<float>{0.25f, 1.25f, 2.75f, 7});
  CHECK_THROWS_WITH(max_pool2d(x, {.kernel = 4}), Contains("max_pool2d") && Contains("[1, 3, 3, 1]"));
  CHECK_THROWS_AS(avg_pool2d(x, {.kernel = 2, .padding = 2}), ValueError);
}

TEST_CASE("batch norm centres and scales each channel") {
  Rng rng(2);
  const Tensor x = Tensor::normal({4, 3, 3, 2}, rng, 5);
  const Tensor y = batch_norm(x, Tensor::full({2}, 2), Tensor::full({2}, 3), batch_statistics(x), 0);
  const BatchStatistics s = batch_statistics(y);
  CHECK(s.count == 36);
  for (int c = 0; c < 2; ++c) {
    CHECK(s.mean.data()[c] == Approx(3));
    CHECK(s.variance.data()[c] == Approx(4));
  }
}

TEST_CASE("dropout keeps the mean; embedding copies rows") {
  Rng rng(4);
  const Tensor y = dropout(Tensor::full({100'000}, 1), 0.3f, rng);
  CHECK(mean(y).item() == Approx(1).epsilon(0.02));
  CHECK_THROWS_AS(dropout(y, 1, rng), ValueError);
  const Tensor table = Tensor::from({1, 2, 3, 4, 5, 6}, {3, 2});
  CHECK(list(embedding(table, std::vector<int>{2, 0, 2})) == std::vector<float>{5, 6, 1, 2, 5, 6});
  CHECK_THROWS_WITH(embedding(table, std::vector<int>{3}), Contains("number 3") && Contains("3 rows"));
}

TEST_CASE("wrong shapes are refused by op, argument and shape") {
  const Tensor x = Tensor::zeros({1, 5, 5, 4}), w = Tensor::zeros({6, 3, 3, 4});
  CHECK_THROWS_WITH(matmul(Tensor::zeros({32, 784}), Tensor::zeros({100, 10})),
                    "matmul: inner sizes differ: [32, 784] and [100, 10]");
  CHECK_THROWS_WITH(matmul(Tensor::zeros({3}), Tensor::zeros({3, 3})),
                    Contains("first argument") && Contains("[3]"));
  CHECK_THROWS_WITH(linear(Tensor::zeros({2, 3}), Tensor::zeros({4, 5}), Tensor()),
                    Contains("linear: weight") && Contains("[4, 5]"));
  CHECK_THROWS_WITH(linear(Tensor::zeros({2, 3}), Tensor::zeros({4, 3}), Tensor::zeros({3})),
                    Contains("linear: bias"));
  CHECK_THROWS_WITH(conv2d(Tensor::zeros({5, 5, 4}), w, Tensor()),
                    Contains("conv2d: x") && Contains("[5, 5, 4]"));
  CHECK_THROWS_WITH(conv2d(x, Tensor::zeros({6, 3, 3, 3}), Tensor()),
                    Contains("channels") && Contains("[6, 3, 3, 3]"));
  CHECK_THROWS_WITH(conv2d(x, w, Tensor::zeros({5})), Contains("bias") && Contains("[5]"));
  CHECK_THROWS_WITH(conv2d(x, Tensor::zeros({6, 7, 7, 4}), Tensor()), Contains("smaller than the kernel"));
  CHECK_THROWS_WITH(conv2d(x, Tensor::zeros({5, 3, 3, 2}), Tensor(), {.groups = 2}),
                    Contains("groups do not divide"));
  CHECK_THROWS_AS(conv2d(x, w, Tensor(), {.stride = 0}), ValueError);
  CHECK_THROWS_WITH(reshape(x, {99}), Contains("reshape") && Contains("[99]"));
  CHECK_THROWS_AS(Tensor::zeros({1, 2, 3, 4, 5}), ShapeError);
  CHECK_THROWS_AS(batch_norm(x, Tensor::zeros({3}), Tensor::zeros({4}), batch_statistics(x), 0), ShapeError);
}

TEST_CASE("a tensor that is empty has the shape [0], and ops take it as that") {
  CHECK(Tensor().shape() == Shape{0});
  CHECK_THROWS_AS(Tensor() + Tensor::zeros({2}), ShapeError);
  CHECK_THROWS_AS(Tensor::zeros({2}) - Tensor() * 0.1f, ShapeError);  // a gradient before backward()
  CHECK(exp(Tensor()).count() == 0);
  CHECK((Tensor() * 2.0f).count() == 0);
  CHECK_THROWS_AS(mse_loss(Tensor(), Tensor(1.0f)), ShapeError);
  CHECK(flatten(Tensor::zeros({0, 28, 28, 1})).shape() == Shape{0, 784});
  CHECK_THROWS_AS(Tensor::uninitialized({1 << 30, 1 << 30, 4}), std::bad_alloc);  // 2^64 bytes
}

TEST_CASE("a view of what is tracked is refused, for it would lose the gradient") {
  const Tensor x = Tensor::from({1, 2}, {2}).track();
  CHECK_THROWS_WITH(x.view({1, 2}), Catch::Contains("reshape keeps it"));
  CHECK_THROWS_AS((x * 2.0f).view({1, 2}), ValueError);
  CHECK(x.detach().view({1, 2}).shape() == Shape{1, 2});
  sum(reshape(x, {1, 2})).backward();
  CHECK(x.grad().data()[1] == 1);
}
