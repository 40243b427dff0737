#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tinytensor/kernels/conv_pool.h"
#include "tinytensor/kernels/conv_pool_packed.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/rng.h"
#include "tinytensor/tensor/tensor.h"

using namespace tt;
using namespace tt::kernels;

namespace {

struct Case {
  ConvShape shape;
  Tensor x, w, bias, dy;
};

ConvShape random_shape(Rng& rng) {
  auto pick = [&](int low, int high) {
    return low + static_cast<int>(rng.below(static_cast<std::uint32_t>(high - low + 1)));
  };
  ConvShape s{.images = pick(1, 11),
              .in = pick(1, 40),
              .out = pick(1, 40),
              .kernel_h = pick(1, 5),
              .kernel_w = pick(1, 5)};
  if (rng.below(3) == 0) s.in = 1 << pick(0, 5);
  s.padding = pick(0, 2);
  s.height = std::max(1, s.kernel_h - 2 * s.padding) + pick(1, 12);
  s.width = std::max(1, s.kernel_w - 2 * s.padding) + pick(1, 12);
  return s;
}

Case random_case(const ConvShape& s, Rng& rng) {
  return {s, Tensor::normal({s.images, s.height, s.width, s.in}, rng),
          Tensor::normal({s.out, s.kernel_h, s.kernel_w, s.in}, rng), Tensor::normal({s.out}, rng),
          Tensor::normal({s.images, pooled_height(s), pooled_width(s), s.out}, rng)};
}

std::string text(const ConvShape& s) {
  return "x [" + std::to_string(s.images) + ", " + std::to_string(s.height) + ", " + std::to_string(s.width) +
         ", " + std::to_string(s.in) + "], w [" + std::to_string(s.out) + ", " + std::to_string(s.kernel_h) +
         ", " + std::to_string(s.kernel_w) + "], padding " + std::to_string(s.padding);
}

struct Result {
  Tensor y, dw, db, dx;
  std::vector<std::int32_t> winners;
};

using Forward = decltype(&conv_pool_forward);
using Backward = decltype(&conv_pool_backward);

Result run(const Case& c, Forward forward, Backward backward,
           const std::vector<std::int32_t>* winners = nullptr) {
  const auto like = [](const Tensor& t) { return Tensor::full(t.shape(), 7); };
  Result r{like(c.dy), like(c.w), like(c.bias), like(c.x),
           std::vector<std::int32_t>(c.dy.values().size(), 7)};
  forward(c.shape, c.x.data(), c.w.data(), c.bias.data(), r.y.data(), r.winners.data());
  backward(c.shape, c.x.data(), c.w.data(), c.dy.data(), (winners ? *winners : r.winners).data(), r.dw.data(),
           r.db.data(), r.dx.data());
  return r;
}

float difference(const Tensor& a, const Tensor& b) {
  float most = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i)
    most = std::max(most, std::fabs(a.values()[i] - b.values()[i]));
  return most;
}

bool same(const Tensor& a, const Tensor& b) { return std::ranges::equal(a.values(), b.values()); }

}  // namespace

TEST_CASE("the fused convolution, ReLU and pooling agree with their plain meaning", "[kernels]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    const Case c = random_case(random_shape(rng), rng);
    INFO("seed " << seed << ": " << text(c.shape));
    REQUIRE(conv_pool_supported(c.shape));
    const Result plain = run(c, conv_pool_forward_reference, conv_pool_backward_reference);
    const Result fast = run(c, conv_pool_forward, conv_pool_backward, &plain.winners);
    CHECK(difference(fast.y, plain.y) < 2e-4f);
    CHECK(difference(fast.dw, plain.dw) < 1e-3f);
    CHECK(difference(fast.db, plain.db) < 1e-3f);
    CHECK(difference(fast.dx, plain.dx) < 2e-4f);
    std::int64_t other_winners = 0;  // sums in another order may swap two that are almost equal
    for (std::size_t i = 0; i < plain.winners.size(); ++i)
      other_winners += fast.winners[i] != plain.winners[i];
    CHECK(other_winners * 1000 <= static_cast<std::int64_t>(plain.winners.size()));
  }
}

TEST_CASE("a fused convolution without the input's gradient or a bias", "[kernels]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    ConvShape s = random_shape(rng);
    if (seed % 2 == 0) s.in = 1 + static_cast<int>(seed % 3);
    Case c = random_case(s, rng);
    INFO("seed " << seed << ": " << text(c.shape));
    std::ranges::fill(c.bias.values(), 0.0f);
    const Result plain = run(c, conv_pool_forward_reference, conv_pool_backward_reference);
    Tensor y = Tensor::zeros(plain.y.shape()), dw = Tensor::zeros(c.w.shape());
    conv_pool_forward(s, c.x.data(), c.w.data(), nullptr, y.data(), nullptr);
    conv_pool_backward(s, c.x.data(), c.w.data(), c.dy.data(), plain.winners.data(), dw.data(), nullptr,
                       nullptr);
    CHECK(difference(y, plain.y) < 2e-4f);
    CHECK(difference(dw, plain.dw) < 1e-3f);
  }
}

TEST_CASE("every method of the fused convolution agrees with its plain meaning", "[kernels]") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Rng rng(seed);
    ConvShape s = random_shape(rng);
    if (seed % 3 == 0) s.kernel_h = s.kernel_w = 3, s.height += 3, s.width += 3;
    if (seed % 6 == 0) s.in = 1, s.width += 20;
    if (seed % 12 == 0) s.kernel_h = s.kernel_w = 5, s.height += 5;
    const Case c = random_case(s, rng);
    Tensor y = Tensor::full(c.dy.shape(), 7);
    const Result plain = run(c, conv_pool_forward_reference, conv_pool_backward_reference);
    for (const auto method : {ConvPoolMethod::direct, ConvPoolMethod::small, ConvPoolMethod::winograd}) {
      if (!PackedConvPool::possible(s, method)) continue;
      INFO("seed " << seed << ": " << text(s) << ", method " << static_cast<int>(method));
      const PackedConvPool packed(s, c.w.data(), c.bias.data(), method);
      packed.run(c.x.data(), y.data(), s.images);
      CHECK(difference(y, plain.y) < 2e-4f);
      packed.run(c.x.data(), y.data(), 1);  // the first image alone; the others stay
      CHECK(difference(y, plain.y) < 2e-4f);
    }
  }
}

TEST_CASE("the fused convolution of no images", "[kernels]") {
  const ConvShape s{.images = 0, .height = 9, .width = 9, .in = 16, .out = 4, .kernel_h = 3, .kernel_w = 3};
  const Tensor w = Tensor::full({4, 3, 3, 16}, 1);
  Tensor dw = Tensor::full(w.shape(), 7), db = Tensor::full({4}, 7), none = Tensor::zeros({0});
  conv_pool_forward(s, none.data(), w.data(), nullptr, none.data(), nullptr);
  conv_pool_backward(s, none.data(), w.data(), none.data(), nullptr, dw.data(), db.data(), none.data());
  CHECK(same(dw, Tensor::zeros(w.shape())));
  CHECK(same(db, Tensor::zeros({4})));
}

TEST_CASE("the first of equal positions wins, and nothing at or below zero", "[kernels]") {
  const ConvShape s{.images = 1, .height = 2, .width = 8, .in = 1, .out = 3, .kernel_h = 1, .kernel_w = 1};
  const Tensor x = Tensor::from({1, 1, 0, 2, 0, 0, -1, -2,  //
                                 1, 1, 2, 1, 0, 0, -3, -1},
                                {1, 2, 8, 1});
  const Tensor w = Tensor::from({1, 2, -1}, {3, 1, 1, 1});
  Tensor y = Tensor::zeros({1, 1, 4, 3});
  std::vector<std::int32_t> winners(12);
  conv_pool_forward(s, x.data(), w.data(), nullptr, y.data(), winners.data());
  CHECK(same(y, Tensor::from({1, 2, 0, 2, 4, 0, 0, 0, 0, 0, 0, 3}, {1, 1, 4, 3})));
  CHECK(winners == std::vector<std::int32_t>{0, 0, -1, 1, 1, -1, -1, -1, -1, -1, -1, 2});
}

TEST_CASE("the fused convolution gives the same bits with one thread and with two", "[kernels]") {
  const int before = threads();
  for (const auto& [in, out] : {std::pair{1, 16}, {16, 32}, {5, 7}}) {
    Rng rng(3);
    const Case c = random_case(
        {.images = 33, .height = 13, .width = 13, .in = in, .out = out, .kernel_h = 3, .kernel_w = 3}, rng);
    set_threads(1);
    const Result one = run(c, conv_pool_forward, conv_pool_backward);
    set_threads(2);
    const Result two = run(c, conv_pool_forward, conv_pool_backward);
    CHECK(same(one.y, two.y));
    CHECK(same(one.dw, two.dw));
    CHECK(same(one.db, two.db));
    CHECK(same(one.dx, two.dx));
    CHECK(one.winners == two.winners);
  }
  set_threads(before);
}

TEST_CASE("shapes that the fused convolution leaves to others", "[kernels]") {
  const ConvShape s{.height = 9, .width = 9, .in = 4, .out = 4, .kernel_h = 3, .kernel_w = 3};
  CHECK(conv_pool_supported(s));
  ConvShape other = s;
  other.stride = 2;
  CHECK_FALSE(conv_pool_supported(other));
  other = s;
  other.groups = 2;
  CHECK_FALSE(conv_pool_supported(other));
  other = s;
  other.width = 3;  // one column, no window
  CHECK_FALSE(conv_pool_supported(other));
  other = s;
  other.height = other.width = 20000;
  CHECK_FALSE(conv_pool_supported(other));
}
