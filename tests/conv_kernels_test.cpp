#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/conv2d_reference.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using kernels::ConvShape;

namespace {

std::string describe(const ConvShape& s) {
  std::string text;
  for (int value :
       {s.images, s.height, s.width, s.in, s.out, s.kernel_h, s.kernel_w, s.stride, s.padding, s.groups})
    text += std::to_string(value) + " ";
  return "images height width in out kernel_h kernel_w stride padding groups: " + text;
}

// Exactly as long as it should be, so that a sanitizer sees what reads or writes beyond.
using Values = std::vector<float>;
Values draw(std::int64_t count, Rng& rng) {
  Values values(static_cast<std::size_t>(count));
  for (float& v : values) v = rng.normal();
  return values;
}
constexpr float untouched = 1e30f;
Values unset(std::int64_t count) { return Values(static_cast<std::size_t>(count), untouched); }

// The largest difference, in units of the size that sums of that many products have.
float difference(const Values& a, const Values& b, std::int64_t products) {
  float worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float d = std::abs(a[i] - b[i]);
    if (!(d <= worst)) worst = d;
  }
  return worst / std::sqrt(static_cast<float>(products) + 1);
}

struct Results {
  Values y, dx, dw, db;
  bool operator==(const Results&) const = default;
};
struct Problem {
  ConvShape shape;
  Values x, w, bias, dy;
  Problem(const ConvShape& s, Rng& rng)
      : shape(s),
        x(draw(s.images * s.image_count(), rng)),
        w(draw(s.weight_count(), rng)),
        bias(draw(s.out, rng)),
        dy(draw(s.images * s.out_image_count(), rng)) {}
  Results empty() const {
    return {unset(static_cast<int>(dy.size())), unset(static_cast<int>(x.size())),
            unset(shape.weight_count()), unset(shape.out)};
  }
  Results fast(const float* b, bool relu) const {
    Results r = empty();
    kernels::conv2d_forward(shape, x.data(), w.data(), b, relu, r.y.data());
    kernels::conv2d_backward_input(shape, dy.data(), w.data(), r.dx.data());
    kernels::conv2d_backward_weight(shape, x.data(), dy.data(), r.dw.data(), b ? r.db.data() : nullptr);
    return r;
  }
  Results reference(const float* b, bool relu) const {
    Results r = empty();
    kernels::conv2d_reference(shape, x.data(), w.data(), b, relu, r.y.data());
    kernels::conv2d_reference_backward_input(shape, dy.data(), w.data(), r.dx.data());
    kernels::conv2d_reference_backward_weight(shape, x.data(), dy.data(), r.dw.data(),
                                              b ? r.db.data() : nullptr);
    return r;
  }
};

void check(const ConvShape& shape, Rng& rng) {
  INFO(describe(shape));
  const Problem problem(shape, rng);
  const bool relu = rng.below(2) == 0;
  const float* bias = rng.below(2) == 0 ? problem.bias.data() : nullptr;
  const Results fast = problem.fast(bias, relu), reference = problem.reference(bias, relu);
  const std::int64_t window = shape.kernel_h * shape.kernel_w,
                     positions = shape.images * shape.out_image_count() / shape.out;
  CHECK(difference(fast.y, reference.y, window * shape.group_in()) < 2e-5f);
  CHECK(difference(fast.dx, reference.dx, window * shape.group_out()) < 2e-5f);
  CHECK(difference(fast.dw, reference.dw, positions) < 2e-5f);
  CHECK(difference(fast.db, reference.db, positions) < 2e-5f);
}

int between(int low, int high, Rng& rng) {
  return low + static_cast<int>(rng.below(static_cast<std::uint32_t>(high - low + 1)));
}

// Any shape that is allowed; small, since the reference is slow.
ConvShape random_shape(Rng& rng) {
  ConvShape s;
  const int kind = between(0, 3, rng);  // dense, grouped, depthwise, depthwise with several outputs a channel
  s.groups = kind == 0 ? 1 : kind == 1 ? between(2, 4, rng) : between(1, 37, rng);
  s.in = s.groups * (kind >= 2 ? 1 : between(1, 20, rng));
  s.out = s.groups * (kind == 2 ? 1 : kind == 3 ? between(2, 3, rng) : between(1, 36, rng));
  s.kernel_h = between(1, 7, rng);
  s.kernel_w = rng.below(2) == 0 ? s.kernel_h : between(1, 7, rng);
  s.stride = between(1, 3, rng);
  s.padding = between(0, 3, rng);
  s.images = between(1, 3, rng);
  s.height = between(std::max(1, s.kernel_h - 2 * s.padding), 18, rng);
  s.width = between(std::max(1, s.kernel_w - 2 * s.padding), 18, rng);
  return s;
}

}  // namespace

TEST_CASE("Fast convolutions and their gradients equal the reference on random shapes", "[conv]") {
  const std::uint64_t seed = 20240;
  INFO("seed " << seed);
  Rng rng(seed);
  for (int i = 0; i < 400; ++i) check(random_shape(rng), rng);
}

TEST_CASE("Winograd's convolution and its gradients equal the reference on random shapes", "[conv]") {
  const std::uint64_t seed = 20241;
  INFO("seed " << seed);
  Rng rng(seed);
  for (int i = 0; i < 40; ++i)
    check({between(1, 4, rng), between(3, 18, rng), between(3, 18, rng), between(24, 50, rng),
           between(24, 70, rng), 3, 3, 1, between(0, 3, rng)},
          rng);
}

TEST_CASE("Fast convolutions equal the reference on shapes that networks have", "[conv]") {
  Rng rng(7);
  check({2, 28, 28, 1, 16, 3, 3}, rng);
  check({2, 13, 13, 16, 32, 3, 3}, rng);
  for (int channels : {16, 24, 32, 64}) check({1, 14, 15, channels, channels, 3, 3, 1, 1}, rng);
  check({1, 15, 14, 32, 48, 3, 3, 2, 1}, rng);
  check({2, 7, 9, 64, 40, 1, 1}, rng);
  check({1, 8, 8, 20, 36, 1, 1, 2}, rng);
  check({1, 32, 32, 3, 16, 3, 3, 1, 1}, rng);
  check({1, 40, 38, 3, 24, 7, 7, 2, 3}, rng);
  check({1, 20, 20, 40, 40, 3, 3, 1, 1, 40}, rng);
  check({1, 21, 20, 40, 40, 3, 3, 2, 1, 40}, rng);
  check({1, 20, 20, 40, 80, 5, 5, 1, 2, 40}, rng);
  check({1, 12, 12, 2, 3, 11, 11, 4, 5}, rng);
}

TEST_CASE("Extreme paddings, strides and sizes are convolved rightly", "[conv]") {
  Rng rng(8);
  check({1, 1, 1, 1, 1, 1, 1}, rng);
  check({1, 1, 1, 1, 1, 1, 1, 1, 3}, rng);  // most of y sees padding alone
  check({2, 5, 5, 17, 18, 3, 3, 1, 5}, rng);
  check({1, 9, 9, 4, 4, 2, 2, 5}, rng);  // inputs that no output reads: their gradient is 0
  check({1, 2, 9, 20, 20, 3, 3, 7, 4}, rng);
  check({1, 5, 6, 16, 16, 3, 3, 1, 4}, rng);
  check({1, 4, 4, 20, 20, 3, 3, 1, 6, 20}, rng);
}

TEST_CASE("Convolutions give the same bits on one thread and on two", "[conv]") {
  Rng rng(9);
  const int before = threads();
  for (const ConvShape& shape :
       {ConvShape{8, 28, 28, 32, 48, 3, 3, 1, 1}, ConvShape{8, 28, 28, 3, 32, 3, 3, 1, 1},
        ConvShape{1, 7, 7, 256, 96, 3, 3, 1, 1}, ConvShape{1, 56, 56, 32, 64, 3, 3, 2, 1},
        ConvShape{4, 28, 28, 64, 96, 1, 1}, ConvShape{16, 28, 28, 96, 96, 3, 3, 1, 1, 96},
        ConvShape{3, 29, 31, 20, 50, 5, 5, 1, 2}}) {
    INFO(describe(shape));
    const Problem problem(shape, rng);
    set_threads(1);
    const Results one = problem.fast(problem.bias.data(), true);
    set_threads(2);
    CHECK(problem.fast(problem.bias.data(), true) == one);
  }
  set_threads(before);
}

TEST_CASE("A packed convolution keeps its own weights and takes any number of images", "[conv]") {
  Rng rng(10);
  const ConvShape shape{5, 11, 12, 16, 20, 3, 3, 1, 1};
  Problem problem(shape, rng);
  const Values expected = problem.fast(problem.bias.data(), true).y;
  const kernels::PackedConv2D packed(shape, problem.w.data(), problem.bias.data(), true);
  std::fill(problem.w.begin(), problem.w.end(), 0.0f);
  std::fill(problem.bias.begin(), problem.bias.end(), 0.0f);
  const kernels::PackedConv2D copy = packed;
  for (int images : {1, 2, 5}) {
    Values y = unset(images * shape.out_image_count());
    copy.run(problem.x.data(), y.data(), images);
    CHECK(std::equal(y.begin(), y.end(), expected.begin()));
  }
}
