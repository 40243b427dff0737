// What is done to a model before it is rounded: the model computes the same, and what rounding costs falls.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "modules/quantization/equalize.h"
#include "modules/quantization/error.h"
#include "modules/quantization/quantize_model.h"
#include "modules/quantization/weights.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

nn::Sequential make(const std::string& text, std::uint64_t seed) {
  Rng rng(seed);
  nn::Sequential model = io::make_model(text, rng);
  for (auto& [name, t] : nn::named_tensors(model))
    if (t.rank() == 1)
      for (float& v : t.values()) v = rng.uniform(0.2f, 0.6f);
  model.eval();
  return model;
}

Tensor run(std::vector<NamedLayer>& layers, Tensor x) {
  for (const NamedLayer& l : layers) x = l.layer->forward(x);
  return x;
}

// The largest |weight| of each row of [out, ...].
std::vector<float> row_sizes(const Tensor& w) {
  std::vector<float> sizes(static_cast<std::size_t>(w.dim(0)));
  const std::int64_t row = w.count() / w.dim(0);
  for (std::int64_t i = 0; i < w.count(); ++i)
    sizes[static_cast<std::size_t>(i / row)] =
        std::max(sizes[static_cast<std::size_t>(i / row)], std::abs(w.data()[i]));
  return sizes;
}

const std::string cnn =
    "input 8 8 2, conv 2 6 3, relu, conv 6 6 3 padding 1 groups 6, relu, conv 6 8 1 groups 2, maxpool 2, "
    "flatten, "
    "linear 72 10, relu, linear 10 4";

}  // namespace

TEST_CASE("equalization changes weights and not what they compute, through groups, pooling and flatten") {
  nn::Sequential model = make(cnn, 1);
  Rng rng(2);
  // Channels of very different size, as training leaves them at times: large from one layer, small in the next.
  const LayerWeights first = weights_in(model[0]), depthwise = weights_in(model[2]);
  for (std::int64_t c = 0; c < 6; ++c) {
    const float size = std::exp2(static_cast<float>(2 * c - 5));
    for (std::int64_t i = c * 18; i < c * 18 + 18; ++i) first.weight->data()[i] *= size;
    for (std::int64_t i = c * 9; i < c * 9 + 9; ++i) depthwise.weight->data()[i] /= size;
    first.bias->data()[c] *= size;
  }
  std::vector<NamedLayer> layers = copy_layers(model);
  const Tensor x = Tensor::uniform({5, 8, 8, 2}, rng), before = run(layers, x);
  equalize(layers);
  CHECK(sqnr_db(before, run(layers, x)) > 100);
  const std::vector<float> leaving = row_sizes(*weights_in(*layers[0].layer).weight),
                           entering = row_sizes(*weights_in(*layers[2].layer).weight);
  for (std::size_t c = 0; c < leaving.size(); ++c)  // depthwise: its row c is what channel c enters
    CHECK(leaving[c] == Approx(entering[c]).epsilon(0.02));
  // One scale for all: what a large channel took from the small ones comes back.
  const Config per_tensor{.weights = {.granularity = Granularity::tensor}};
  Config equalized = per_tensor;
  equalized.improvements.equalize = true;
  CHECK(sqnr_db(before, quantize_model(model, equalized)(x)) >
        sqnr_db(before, quantize_model(model, per_tensor)(x)) + 6);
}

TEST_CASE("equalization leaves alone what it may not touch") {
  nn::Sequential model = make("linear 3 4, relu6, linear 4 4, relu, linear 4 2", 3);
  auto& middle = dynamic_cast<nn::Linear&>(model[2]);
  std::fill_n(middle.weight.data(), 4, 0.0f);  // a channel without weights
  std::vector<NamedLayer> layers = copy_layers(model);
  equalize(layers);
  CHECK(max_error(dynamic_cast<nn::Linear&>(model[0]).weight, *weights_in(*layers[0].layer).weight) == 0);
  Rng rng(4);
  const Tensor x = Tensor::normal({9, 3}, rng);
  CHECK(sqnr_db(model(x), run(layers, x)) > 100);
}

TEST_CASE("a corrected bias leaves no output with a mean of error") {
  nn::Sequential model = make("linear 20 8", 5);
  Rng rng(6);
  const Tensor x = Tensor::uniform({300, 20}, rng), y = model(x);
  Config config{.weights = {.bits = 2}};
  const auto worst_mean = [&](const Tensor& got) {
    const Tensor means = mean(got - y, 0);
    return max_error(means, Tensor::zeros(means.shape()));
  };
  CHECK(worst_mean(quantize_model(model, config)(x)) > 0.05f);
  config.improvements.correct_bias = true;
  CHECK(worst_mean(quantize_model(model, config, x)(x)) < 1e-5f);
}

TEST_CASE("adaptive rounding takes the code below or above, and the outputs err less, on other samples too") {
  nn::Sequential model = make("input 8 8 2, conv 2 8 3, relu, maxpool 2, flatten, linear 72 10", 7);
  Rng rng(8);
  // Neighbouring values that go together, as those of images do: it is they that nearest rounding does not see.
  const auto images = [&rng](int count) {
    Tensor x = Tensor::uniform({count, 8, 8, 2}, rng, 0, 0.2f);
    const std::int64_t one = x.count() / count;
    for (int n = 0; n < count; ++n) {
      const float light = rng.uniform(0.0f, 0.8f);
      for (std::int64_t i = 0; i < one; ++i) x.data()[n * one + i] += light;
    }
    return x;
  };
  const Tensor seen = images(300), fresh = images(200), y = model(fresh);
  for (Scheme scheme : {Scheme::symmetric, Scheme::affine})
    for (auto granularity : {Granularity::tensor, Granularity::channel, Granularity::group}) {
      Config config{.weights = {.bits = 3, .scheme = scheme, .granularity = granularity, .group = 9}};
      QuantizedModel nearest = quantize_model(model, config);
      config.improvements = {.adaptive_rounding = true, .rounding_steps = 300};
      QuantizedModel adaptive = quantize_model(model, config, seen);
      CAPTURE(config.weights.scheme == Scheme::affine, granularity);
      CHECK(sqnr_db(y, adaptive(fresh)) > sqnr_db(y, nearest(fresh)) + 2);
      const StoredWeight before = *stored_weight(nearest[0]), after = *stored_weight(adaptive[0]);
      const QuantizedTensor &n = *before.integers(), &a = *after.integers();
      CHECK(std::ranges::equal(a.scales(), n.scales()));
      for (std::int64_t i = 0; i < a.count(); ++i) CHECK(std::abs(a.stored(i) - n.stored(i)) <= 1);
    }
}

TEST_CASE(
    "improvements go with every mode of integers, in one seed the same, and leave the source as it was") {
  nn::Sequential model = make("input 6 6 1, conv 1 4 3, batchnorm 4, relu, flatten, linear 64 3", 9);
  Rng rng(10);
  const Tensor x = Tensor::uniform({40, 6, 6, 1}, rng), y = model(x).clone();
  for (Mode mode : {Mode::weight_only, Mode::dynamic, Mode::full}) {
    const Config config{.mode = mode, .improvements = {true, true, true, 50}};
    QuantizedModel q = quantize_model(model, config, x);
    CAPTURE(mode_name(mode));
    CHECK(sqnr_db(y, q(x)) > 25);
    CHECK(max_error(q(x), quantize_model(model, config, x)(x)) == 0);
    CHECK(max_error(model(x), y) == 0);
  }
}

TEST_CASE("rules and names of layers that are folded away are taken as without improvements") {
  Rng rng(5);
  nn::Sequential model =
      io::make_model("input 6 6 2, conv 2 4 3, batchnorm 4, relu, flatten, linear 64 3", rng);
  model.eval();
  Config config{.rules = {{"1", {.bits = 2}}}, .keep_float = {"batchnorm"}};
  for (bool equalize : {false, true}) {
    config.improvements.equalize = equalize;
    CHECK(quantize_model(model, config).size() == 4);
  }
  config.keep_float = {"batchnrom"};
  CHECK_THROWS_WITH(quantize_model(model, config), Catch::Contains("no layer matches \"batchnrom\""));
}

TEST_CASE("what cannot be improved is refused") {
  nn::Sequential model = make("linear 4 3", 11);
  Config config{.improvements = {.correct_bias = true}};
  CHECK_THROWS_WITH(quantize_model(model, config), Catch::Contains("no samples"));
  CHECK_THROWS_WITH(quantize_model(model, config, Tensor::zeros({2, 5})), Catch::Contains("layer 0"));
  config.mode = Mode::float16;
  CHECK_THROWS_WITH(quantize_model(model, config, Tensor::zeros({2, 4})),
                    Catch::Contains("float16 has none"));
}
