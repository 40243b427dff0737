// Weight-only models: really small, right to the dequantized weights, and on their own.
#include <catch2/catch.hpp>

#include "modules/quantization/error.h"
#include "modules/quantization/linear.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

nn::Sequential small_cnn(Rng& rng) {
  return io::make_model(
      "input 10 10 3, conv 3 8 3 padding 1, relu, maxpool 2, conv 8 8 3 groups 8, relu6, flatten, linear 72 "
      "10",
      rng);
}

Config with(int bits, Granularity::Kind granularity, int group = 32) {
  Config config;
  config.weights = {bits, Scheme::symmetric, granularity, group};
  return config;
}

}  // namespace

TEST_CASE("a weight-only model computes with its dequantized weights") {
  Rng rng(1);
  nn::Sequential model = small_cnn(rng);
  const Tensor x = Tensor::uniform({5, 10, 10, 3}, rng);
  for (int bits : {8, 4, 3, 2})
    for (auto granularity : {Granularity::tensor, Granularity::channel, Granularity::group}) {
      QuantizedModel small = quantize_model(model, with(bits, granularity, 9));
      Rng again(1);
      nn::Sequential same = small_cnn(again);
      for (int layer : {0, 3, 6}) {
        Tensor& w = layer == 6 ? dynamic_cast<nn::Linear&>(same[layer]).weight
                               : dynamic_cast<nn::Conv2D&>(same[layer]).weight;
        w.assign(small.weight(std::to_string(layer)).integers()->dequantize().view(w.shape()));
      }
      CAPTURE(bits, static_cast<int>(granularity));
      CHECK(max_error(same(x), small(x)) < 1e-5f);
    }
}

TEST_CASE("a large linear layer is dequantized in parts") {
  Rng rng(2);
  const Tensor w = Tensor::normal({70, 3000}, rng), b = Tensor::normal({70}, rng),
               x = Tensor::normal({3, 3000}, rng);
  const QuantizedTensor q = quantize(w, {{6, true}, Scheme::affine, Granularity::per_group(700)});
  QuantizedLinear layer(q, b);
  CHECK(max_error(linear(x, q.dequantize(), b), layer(x)) < 1e-3f);
}

TEST_CASE("from 1,024 weights up, 8 bits take 3.9 times fewer bytes") {
  Rng rng(3);
  for (auto [in, out] : {std::pair{1024, 1}, {512, 2}, {800, 10}, {256, 64}}) {
    const Tensor w = Tensor::normal({out, in}, rng);
    const QuantizedTensor q = quantize(w, {{8, true}, Scheme::symmetric, Granularity::per_channel(0)});
    CHECK(4.0 * static_cast<double>(w.count()) / static_cast<double>(q.nbytes()) >= 3.9);
  }
  nn::Sequential model = small_cnn(rng);
  const std::int64_t weights = 3 * 8 * 9 + 8 * 9 + 720, outputs = 8 + 8 + 10;
  CHECK(quantize_model(model).nbytes() == weights + 4 * outputs + 4 * outputs);
}

TEST_CASE("the converted model shares nothing with its source, which stays as it was") {
  Rng rng(4);
  nn::Sequential model = small_cnn(rng);
  const Tensor x = Tensor::uniform({2, 10, 10, 3}, rng), y = model(x).clone();
  Config config;
  config.keep_float = {"6"};
  QuantizedModel small = quantize_model(model, config);
  CHECK(max_error(model(x), y) == 0);
  CHECK(model.training());
  const Tensor before = small(x).clone();
  for (Tensor& p : nn::parameters(model))
    for (float& v : p.values()) v = 7;
  CHECK(max_error(before, small(x)) == 0);
}

TEST_CASE("rules and keep_float choose layers by name and by kind") {
  Rng rng(5);
  nn::Sequential model = small_cnn(rng);
  Config config;
  config.rules = {{"conv", {.bits = 4}}, {"3", {.bits = 2, .granularity = Granularity::tensor}}};
  config.keep_float = {"lin*"};
  QuantizedModel small = quantize_model(model, config);
  CHECK(small.weight("0").str() == "int4 per channel");
  CHECK(small.weight("3").str() == "int2 per tensor");
  CHECK_THROWS_AS(small.weight("6"), ValueError);
  CHECK(small[6].describe() == "Linear(72 -> 10)");
  CHECK(small.architecture() == model.architecture());
  config.keep_float = {"7"};
  CHECK_THROWS_WITH(quantize_model(model, config),
                    Catch::Contains("no layer matches \"7\"") && Catch::Contains("3 conv"));
}

TEST_CASE("patterns") {
  CHECK(matches("*", ""));
  CHECK(matches("c*v", "conv"));
  CHECK(matches("*v*", "conv"));
  CHECK_FALSE(matches("con", "conv"));
  CHECK_FALSE(matches("c*x", "conv"));
}

namespace {
// A layer of somebody's own, with weights.
struct Mixer : nn::Layer<Mixer> {
  Tensor forward(const Tensor& x) override { return matmul(x, weight); }
  std::string describe() const override { return "Mixer"; }
  std::string architecture() const override { return "mixer"; }
  void visit(nn::Visitor& v) override { v.parameter("weight", weight); }
  Tensor weight = Tensor::full({2, 2}, 1).track();
};
}  // namespace

TEST_CASE("what cannot be converted is named") {
  Rng rng(6);
  nn::Sequential model = small_cnn(rng);
  CHECK_THROWS_WITH(quantize_model(model, with(17, Granularity::tensor)), Catch::Contains("layer 0 (conv)"));
  CHECK_THROWS_WITH(quantize_model(model, with(8, Granularity::group, 32)),
                    Catch::Contains("layer 0 (conv)") && Catch::Contains("does not fit rows of 27"));
  nn::Sequential nested(nn::Linear(2, 2, rng), nn::Sequential(nn::Linear(2, 2, rng)));
  CHECK_THROWS_WITH(quantize_model(nested), Catch::Contains("layer 1 cannot be converted"));
  nn::Sequential own(nn::Linear(2, 2, rng), Mixer());
  CHECK_THROWS_WITH(quantize_model(own), Catch::Contains("layer 1 cannot be converted: Mixer"));
  CHECK(quantize_model(own, {.keep_float = {"mixer"}})[1].describe() == "Mixer");
  QuantizedModel small = quantize_model(model);
  CHECK_THROWS_AS(small.train(true), ValueError);
  CHECK_THROWS_AS(small(Tensor::zeros({1, 10, 10, 1})), ShapeError);
}

TEST_CASE("a quantized embedding gives the dequantized rows") {
  Rng rng(7);
  nn::Sequential model = io::make_model("embedding 20 16", rng);
  QuantizedModel small = quantize_model(model, with(4, Granularity::group, 8));
  const Tensor ids = Tensor::from({3, 19, 0, 3}, {2, 2});
  const Tensor rows = small.weight("0").integers()->dequantize(), y = small(ids);
  CHECK(y.shape() == Shape{2, 2, 16});
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 16; ++j)
      CHECK(y.data()[i * 16 + j] == rows.data()[static_cast<int>(ids.data()[i]) * 16 + j]);
  CHECK(small.nbytes() == 20 * 16 / 2 + 20 * 2 * 4);
  CHECK_THROWS_AS(small(Tensor::from({20}, {1})), ValueError);
  CHECK_THROWS_AS(small(Tensor::from({0.5f}, {1})), ValueError);
}
