// Integer layers: rounding as TensorFlow Lite's, sums and layers against definitions in wide arithmetic, and
// outputs close to the float layer's.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "modules/quantization/dynamic.h"
#include "modules/quantization/error.h"
#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/integer_matmul.h"
#include "modules/quantization/integer_pool.h"
#include "modules/quantization/integer_table.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

int between(Rng& rng, int low, int high) {
  return low + static_cast<int>(rng.below(static_cast<unsigned>(high - low + 1)));
}

ActivationFormat format_for(const Tensor& x, int bits = 8) {
  const auto [low, high] = find_ranges(x, Granularity::per_tensor())[0];
  return {choose_params(low, high, {bits, false}, Scheme::affine), bits};
}

const QuantFormat by_channel{{8, true}, Scheme::symmetric, Granularity::per_channel(0)};

struct Conv {
  nn::Conv2DShape shape;
  Tensor x, bias;
  QuantizedTensor weight;
};

Conv any_conv(Rng& rng) {
  Conv c;
  const int groups = between(rng, 1, 3);
  c.shape = {.in = groups * between(rng, 1, 4),
             .out = groups * between(rng, 1, 4),
             .kernel = between(rng, 1, 4),
             .stride = between(rng, 1, 3),
             .padding = between(rng, 0, 2),
             .groups = groups};
  c.x = Tensor::normal({between(rng, 1, 3), between(rng, 4, 9), between(rng, 4, 9), c.shape.in}, rng);
  c.weight = quantize(Tensor::normal({c.shape.out, c.shape.kernel, c.shape.kernel, c.shape.in / groups}, rng),
                      by_channel);
  c.bias = Tensor::normal({c.shape.out}, rng);
  return c;
}

Tensor float_conv(const Conv& c, const Tensor& x) {
  return conv2d(x, c.weight.dequantize(), c.bias,
                {.stride = c.shape.stride, .padding = c.shape.padding, .groups = c.shape.groups});
}

}  // namespace

TEST_CASE("rounding divisions by their definitions") {
  CHECK(saturating_rounding_doubling_high_mul(std::numeric_limits<int>::min(),
                                              std::numeric_limits<int>::min()) ==
        std::numeric_limits<int>::max());
  CHECK(saturating_rounding_doubling_high_mul(1 << 30, 3) == 2);  // 1.5
  CHECK(saturating_rounding_doubling_high_mul(1 << 30, -3) ==
        -1);                                          // -1.5, up: a bias that TensorFlow Lite has too
  CHECK(rounding_divide_by_power_of_two(5, 1) == 3);  // 2.5, away from zero
  CHECK(rounding_divide_by_power_of_two(-5, 1) == -3);
  CHECK(rounding_divide_by_power_of_two(-7, 0) == -7);
  CHECK(rounding_divide_by_power_of_two(std::numeric_limits<int>::min(), 31) == -1);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Rng rng(seed);
    const auto a = static_cast<std::int32_t>(rng.bits()), b = static_cast<std::int32_t>(rng.bits());
    const long double exact = static_cast<long double>(a) * b / (1LL << 31);
    CAPTURE(seed, a, b);
    REQUIRE(std::fabs(static_cast<double>(saturating_rounding_doubling_high_mul(a, b) - exact)) <= 0.5);
    const int e = between(rng, 0, 31);
    REQUIRE(rounding_divide_by_power_of_two(a, e) == std::lround(std::ldexp(static_cast<double>(a), -e)));
  }
}

TEST_CASE("multipliers are within 2^-31 of the real number, products within 1") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Rng rng(seed);
    const double real = std::ldexp(rng.uniform(0.5f, 1), between(rng, -30, 8));
    const Multiplier m = make_multiplier(real);
    CAPTURE(seed, real);
    CHECK(std::ldexp(m.mantissa, m.shift - 31) == Approx(real).epsilon(0x1p-30));
    const int x = between(rng, -200000, 200000);
    CHECK(std::fabs(multiply(x, m) - x * real) <= 1);
  }
  CHECK(make_multiplier(1).mantissa == 1 << 30);
  CHECK(make_multiplier(1).shift == 1);
  CHECK(make_multiplier(1e-30).mantissa == 0);
  CHECK(multiply(1000, make_multiplier(0x1p30)) == 1 << 30);  // 2^31 - 1, times a half
  for (double wrong : {0.0, -1.0, 1e10, static_cast<double>(NAN)})
    CHECK_THROWS_AS(make_multiplier(wrong), ValueError);
}

TEST_CASE("integer products with both zero points equal the definition") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    const int m = between(rng, 1, 9), k = between(rng, 1, 40), n = between(rng, 1, 9);
    const int a_zero = between(rng, 0, 255), b_zero = between(rng, -128, 127);
    std::vector<std::uint8_t> a(static_cast<std::size_t>(m * k));
    std::vector<std::int8_t> b(static_cast<std::size_t>(n * k));
    for (auto& v : a) v = static_cast<std::uint8_t>(rng.below(256));
    for (auto& v : b) v = static_cast<std::int8_t>(between(rng, -128, 127));
    std::vector<std::int32_t> c(static_cast<std::size_t>(m * n));
    integer_matmul(a, a_zero, b, b_zero, c, m, k, n);
    CAPTURE(seed);
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < n; ++j) {
        int sum = 0;
        for (int l = 0; l < k; ++l)
          sum += (a[static_cast<std::size_t>(i * k + l)] - a_zero) *
                 (b[static_cast<std::size_t>(j * k + l)] - b_zero);
        REQUIRE(c[static_cast<std::size_t>(i * n + j)] == sum);
      }
  }
  std::vector<std::uint8_t> a(40000);
  std::vector<std::int8_t> b(40000);
  std::vector<std::int32_t> c(1);
  CHECK_THROWS_WITH(integer_matmul(a, 0, b, 0, c, 1, 40000, 1), Catch::Contains("40000 products"));
  CHECK_THROWS_AS(integer_matmul(a, 0, b, 0, c, 1, 39999, 1), ShapeError);
}

TEST_CASE("integer convolution: exact sums, the requantized value within one code of the float result") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Rng rng(seed);
    const Conv c = any_conv(rng);
    const IntegerTensor x = quantize_activations(c.x, format_for(c.x));
    const Activation activation = static_cast<Activation>(rng.below(3));
    Tensor wanted = float_conv(c, dequantize(x));
    const ActivationFormat out = format_for(wanted, between(rng, 4, 8));
    if (activation == Activation::relu) wanted = relu(wanted);
    if (activation == Activation::relu6) wanted = relu6(wanted);
    IntegerConv2D conv(c.shape, c.weight, bias_steps(c.bias, c.weight, x.format.params), x.format, out,
                       activation);
    const IntegerTensor y = conv.run(x);
    REQUIRE(y.shape == wanted.shape());
    CAPTURE(seed, conv.describe());
    CHECK(max_error(wanted, dequantize(y)) <= 1.02f * out.params.scale);
  }
}

TEST_CASE("integer linear layer: bit-equal to the formula") {
  Rng rng(9);
  const Tensor w = Tensor::normal({7, 30}, rng), b = Tensor::normal({7}, rng),
               x = Tensor::normal({70, 30}, rng);
  const QuantizedTensor q = quantize(w, by_channel);
  const IntegerTensor codes = quantize_activations(x, format_for(x));
  const ActivationFormat out = format_for(linear(x, w, b));
  IntegerLinear layer(q, bias_steps(b, q, codes.format.params), codes.format, out);
  const IntegerTensor y = layer.run(codes);
  for (int n = 0; n < 70; ++n)
    for (int o = 0; o < 7; ++o) {
      const double step = double{codes.format.params.scale} * q.params(o).scale;
      auto sum = static_cast<std::int32_t>(std::nearbyint(b.data()[o] / step));
      for (int i = 0; i < 30; ++i)
        sum += (codes.stored[static_cast<std::size_t>(n * 30 + i)] - codes.format.params.zero_point) *
               q.stored(o * 30 + i);
      const auto code =
          requantize(sum, make_multiplier(step / out.params.scale), out.params.zero_point, 0, 255);
      REQUIRE(y.stored[static_cast<std::size_t>(n * 7 + o)] == code);
    }
  CHECK(layer.nbytes() == 210 + 7 * 4 + 7 * 12);
  CHECK_THROWS_AS(layer.run({{1, 31}, std::vector<std::uint8_t>(31), {}}), ShapeError);
}

TEST_CASE("what integers cannot multiply is refused") {
  const Tensor w = Tensor::full({2, 8}, 1);
  const std::vector<std::int32_t> bias(2);
  const auto make = [&](const QuantFormat& format) {
    return IntegerLinear(quantize(w, format), bias, {}, {});
  };
  CHECK_THROWS_WITH(make({{8, true}, Scheme::affine, {}}), Catch::Contains("symmetric"));
  CHECK_THROWS_WITH(make({{9, true}, Scheme::symmetric, {}}), Catch::Contains("int9"));
  CHECK_THROWS_WITH(make({{8, true}, Scheme::symmetric, Granularity::per_group(4)}),
                    Catch::Contains("group 4"));
  CHECK_THROWS_AS(DynamicLinear(HalfTensor(w, HalfType::float16), Tensor()), ValueError);
  const QuantizedTensor long_rows = quantize(Tensor::full({1, 40000}, 1), {{8, true}, Scheme::symmetric, {}});
  CHECK_THROWS_WITH(IntegerLinear(long_rows, std::vector<std::int32_t>(1), {}, {}),
                    Catch::Contains("overflow"));
}

TEST_CASE("pooling of codes is pooling of values") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rng rng(seed);
    const int kernel = between(rng, 1, 3), stride = between(rng, 1, 3), padding = between(rng, 0, kernel / 2);
    const Tensor real = Tensor::normal({2, between(rng, 3, 8), between(rng, 3, 8), 3}, rng);
    const IntegerTensor x = quantize_activations(real, format_for(real));
    const Pool2DOptions options{kernel, stride, padding};
    CAPTURE(seed, kernel, stride, padding);
    IntegerPool2D largest(IntegerPool2D::max, nn::MaxPool2D(kernel, stride, padding), x.format);
    CHECK(max_error(max_pool2d(dequantize(x), options), dequantize(largest.run(x))) == 0);
    IntegerPool2D average(IntegerPool2D::average, nn::AvgPool2D(kernel, stride, padding), x.format);
    CHECK(max_error(avg_pool2d(dequantize(x), options), dequantize(average.run(x))) <=
          0.501f * x.format.params.scale);
  }
}

TEST_CASE("tables hold a function's values; flatten changes the shape alone") {
  Rng rng(4);
  const Tensor real = Tensor::normal({3, 2, 5}, rng, 3);
  const IntegerTensor x = quantize_activations(real, format_for(real));
  nn::Sigmoid layer;
  IntegerTable table(layer, x.format, {{1.0f / 256, 0}});
  CHECK(max_error(sigmoid(dequantize(x)), dequantize(table.run(x))) <= 1.0f / 256);
  const IntegerTensor flat = IntegerFlatten(x.format).run(x);
  CHECK(flat.shape == Shape{3, 10});
  CHECK(flat.stored == x.stored);
}

TEST_CASE("dynamic layers: close to the float result, and samples do not see one another") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    const Conv c = any_conv(rng);
    DynamicConv2D conv(c.shape, c.weight, c.bias);
    const Tensor y = conv(c.x), wanted = float_conv(c, c.x);
    CAPTURE(seed, conv.describe());
    // Each product is wrong by at most half a step of x times the weight.
    const float step = format_for(c.x).params.scale;
    const float weights = 4 * static_cast<float>(c.weight.count() / c.shape.out);
    CHECK(max_error(y, wanted) <= 0.5f * step * weights);
    CHECK(cosine_similarity(y, wanted) > 0.999f);
    Tensor first = Tensor::from(c.x.values().first(static_cast<std::size_t>(c.x.count() / c.x.dim(0))),
                                {1, c.x.dim(1), c.x.dim(2), c.x.dim(3)});
    const Tensor alone = conv(first);
    for (std::int64_t i = 0; i < alone.count(); ++i)
      if (alone.data()[i] != y.data()[i]) FAIL("value " << i);
  }
  Rng rng(3);
  const Tensor w = Tensor::normal({5, 40}, rng), b = Tensor::normal({5}, rng),
               x = Tensor::normal({6, 40}, rng);
  DynamicLinear layer(quantize(w, by_channel), b);
  CHECK(sqnr_db(linear(x, w, b), layer(x)) > 35);
  CHECK(layer(Tensor::zeros({1, 40})).data()[0] == b.data()[0]);
}

TEST_CASE("a bias is kept however small the weights of its output are") {
  Rng rng(12);
  for (const float factor : {1.0f, 1e-5f, 1e-6f, 1e-8f, 1e-20f, 0.0f})
    for (const Granularity::Kind kind : {Granularity::channel, Granularity::tensor}) {
      nn::Linear layer(16, 2, rng);
      for (float& w : layer.weight.values().first(kind == Granularity::channel ? 16 : 32)) w *= factor;
      layer.bias.assign(Tensor::from({2, -1}, {2}));
      nn::Sequential model(layer);
      const Tensor x = Tensor::uniform({64, 16}, rng);
      QuantizedModel q = quantize_model(model, {.mode = Mode::full, .weights = {.granularity = kind}}, x);
      const ErrorMeasures error = measure_error(model(x), q(x));
      CAPTURE(factor, kind);
      CHECK(error.max < 0.03);
    }
}
