// Training for integers: gradients by definition, training that works, and a converted model that says the same.
#include <catch2/catch.hpp>

#include <cmath>

#include "modules/quantization/error.h"
#include "modules/quantization/fake_quant.h"
#include "modules/quantization/qat.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/optim/optimizer.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

const std::string cnn =
    "input 8 8 2, conv 2 6 3 padding 1, batchnorm 6, relu, maxpool 2, conv 6 8 3, relu6, flatten, dropout "
    "0.1, linear 32 4";

// Four classes, told apart by which corner is bright.
struct Corners {
  Tensor x;
  std::vector<int> y;
};
Corners corners(int count, Rng& rng) {
  Corners c{Tensor::uniform({count, 8, 8, 2}, rng), {}};
  for (int n = 0; n < count; ++n) {
    c.y.push_back(static_cast<int>(rng.below(4)));
    for (int i = 0; i < 16; ++i)
      c.x.data()[((n * 8 + i / 4 + 4 * (c.y.back() / 2)) * 8 + i % 4 + 4 * (c.y.back() % 2)) * 2] += 0.3f;
  }
  return c;
}

float train(nn::Module& model, int steps, float lr, Rng& rng) {
  optim::SGD sgd(nn::parameters(model), {.lr = lr, .momentum = 0.9f});
  float last = 0;
  for (int i = 0; i < steps; ++i) {
    const Corners c = corners(32, rng);
    const Tensor loss = cross_entropy(model(c.x), c.y);
    sgd.zero_grad();
    loss.backward();
    sgd.step();
    last = loss.item();
  }
  return last;
}

double same_answers(const Tensor& a, const Tensor& b) {
  const std::vector<int> x = argmax(a), y = argmax(b);
  int same = 0;
  for (std::size_t i = 0; i < x.size(); ++i) same += x[i] == y[i];
  return same / static_cast<double>(x.size());
}

Config full(int bits) {
  Config config{.mode = Mode::full};
  config.weights.bits = config.activations.bits = bits;
  return config;
}

}  // namespace

TEST_CASE("fake quantization is quantization and back; its gradient 1 inside, 0 where values are clamped") {
  const QuantFormat format{{3, true}, Scheme::affine, {}};
  const Tensor x = Tensor::from({-10, -2.3f, -0.2f, 0.7f, 1.4f, 1.6f, 9}, {7}).track();
  const std::vector<QuantParams> params{{0.5f, 0}};  // reals -2 to 1.5
  const Tensor y = fake_quantize(x, format, params);
  const Tensor same = quantize(x.detach(), format, params).dequantize();
  CHECK(max_error(y, same) == 0);
  sum(y * 3).backward();
  const std::vector<float> wanted{0, 0, 3, 3, 3, 3, 0};
  for (int i = 0; i < 7; ++i) CHECK(x.grad().data()[i] == wanted[static_cast<std::size_t>(i)]);
  CHECK_THROWS_AS(fake_quantize(x, format, {{1, 0}, {1, 0}}), ValueError);
}

TEST_CASE("the gradient of a learned step, by hand") {
  const QuantFormat format{{3, true}, Scheme::symmetric, {}};  // -3 to 3
  const Tensor x = Tensor::from({0.3f, -0.8f, 5, -5}, {4}).track(), scale = Tensor::from({0.5f}, {1}).track();
  const Tensor y = fake_quantize(x, format, scale, {0});
  CHECK(y.data()[0] == 0.5f);
  CHECK(y.data()[2] == 1.5f);
  sum(y * Tensor::from({1, 2, 3, 4}, {4})).backward();
  // q - x / s inside: 1 - 0.6, -2 + 1.6; the largest code where clamped: 3, -3.
  const double wanted = (0.4 * 1 - 0.4 * 2 + 3 * 3 - 3 * 4) / std::sqrt(4.0 * 3);
  CHECK(scale.grad().data()[0] == Approx(wanted));
  CHECK(x.grad().data()[1] == 2);
  CHECK(x.grad().data()[3] == 0);
}

TEST_CASE("a trained model and its integers give the same answers") {
  Rng rng(1);
  nn::Sequential model = io::make_model(cnn, rng);
  train(model, 60, 0.05f, rng);
  for (StepSize step : {StepSize::observed, StepSize::learned})
    for (int bits : {8, 4}) {
      QatModel qat = prepare_qat(model, full(bits), step);
      train(qat, 80, 0.01f, rng);
      qat.freeze();
      train(qat, 10, 0.001f, rng);
      qat.eval();
      QuantizedModel integers = qat.convert();
      const Corners test = corners(500, rng);
      const Tensor fake = qat(test.x), real = integers(test.x);
      CAPTURE(bits, static_cast<int>(step), integers.describe());
      CHECK(same_answers(fake, real) >= (bits == 8 ? 0.99 : 0.95));
      CHECK(sqnr_db(fake, real) > (bits == 8 ? 30 : 15));
      int right = 0;
      const std::vector<int> answers = argmax(real);
      for (std::size_t i = 0; i < answers.size(); ++i) right += answers[i] == test.y[i];
      CHECK(right > 450);
      for (int i = 0; i < integers.size(); ++i) CHECK(dynamic_cast<IntegerLayer*>(&integers[i]));
    }
}

TEST_CASE("functions between layers are tables after training, too") {
  Rng rng(3);
  nn::Sequential model =
      io::make_model("input 8 8 2, flatten, linear 128 16, tanh, linear 16 8, sigmoid, linear 8 4", rng);
  train(model, 60, 0.05f, rng);
  QatModel qat = prepare_qat(model, full(8));
  train(qat, 60, 0.01f, rng);
  qat.freeze();
  qat.eval();
  QuantizedModel integers = qat.convert();
  const Corners test = corners(300, rng);
  CHECK(same_answers(qat(test.x), integers(test.x)) >= 0.99);
  CHECK(sqnr_db(qat(test.x), integers(test.x)) > 30);
  for (int i = 0; i < integers.size(); ++i) CHECK(dynamic_cast<IntegerLayer*>(&integers[i]));
}

TEST_CASE("at 2 bits training regains what conversion alone loses") {
  Rng rng(2);
  nn::Sequential model = io::make_model("input 8 8 2, flatten, linear 128 24, relu, linear 24 4", rng);
  train(model, 150, 0.05f, rng);
  model.eval();
  Config config;
  config.weights.bits = 2;
  config.weights.range = WeightConfig::least_squares;
  const Corners test = corners(1000, rng);
  const auto loss = [&](nn::Module& m) { return cross_entropy(m(test.x), test.y).item(); };
  QuantizedModel before = quantize_model(model, config);
  QatModel qat = prepare_qat(model, config);
  train(qat, 150, 0.02f, rng);
  qat.eval();
  QuantizedModel after = qat.convert();
  CHECK(max_error(qat(test.x), after(test.x)) < 1e-4f);
  CHECK(after.weight("1").str() == "int2 per channel");
  CHECK(loss(after) < 0.5f * loss(before));
}

TEST_CASE("freezing stops ranges and statistics; the source model is left alone") {
  Rng rng(3);
  nn::Sequential model = io::make_model(cnn, rng);
  const Tensor before = nn::named_tensors(model)[0].tensor.clone();
  QatModel qat = prepare_qat(model, full(8));
  train(qat, 5, 0.05f, rng);
  CHECK(max_error(before, nn::named_tensors(model)[0].tensor) == 0);
  qat.freeze();
  const auto statistics = [&] {
    for (auto& [name, t] : nn::named_tensors(qat))
      if (name == "0.norm.running_mean") return t.clone();
    return Tensor();
  };
  const Tensor frozen = statistics();
  qat(Tensor::full({4, 8, 8, 2}, 100));
  CHECK(max_error(frozen, statistics()) == 0);
  QuantizedModel a = qat.convert();
  qat(Tensor::full({4, 8, 8, 2}, 1000));
  QuantizedModel b = qat.convert();
  const Corners test = corners(5, rng);
  CHECK(max_error(a(test.x), b(test.x)) == 0);
}

TEST_CASE("what cannot be trained so is refused") {
  Rng rng(4);
  nn::Sequential model = io::make_model(cnn, rng);
  CHECK_THROWS_WITH(prepare_qat(model, {.mode = Mode::float16}), Catch::Contains("float16"));
  Config config = full(8);
  config.weights.granularity = Granularity::group;
  CHECK_THROWS_WITH(prepare_qat(model, config), Catch::Contains("layer 0 (conv)"));
  CHECK_THROWS_WITH(prepare_qat(model, full(9)), Catch::Contains("at most 8 bits"));
  CHECK_THROWS_WITH(prepare_qat(model, full(8)).convert(), Catch::Contains("no training batch"));
  config = full(8);
  config.keep_float = {"nothing"};
  CHECK_THROWS_AS(prepare_qat(model, config), ValueError);
}

namespace {
// A layer with weights that looks like a linear one in its text alone.
struct Own : nn::Layer<Own> {
  Tensor forward(const Tensor& x) override { return matmul(x, weight); }
  std::string describe() const override { return "Own"; }
  std::string architecture() const override { return "linear 4 4"; }
  void visit(nn::Visitor& v) override { v.parameter("weight", weight); }
  Tensor weight = Tensor::full({4, 4}, 0.5f).track();
};
}  // namespace

TEST_CASE("QAT leaves no weights float that nobody asked to keep") {
  Rng rng(3);
  nn::Sequential own(nn::Linear(4, 4, rng), Own()), words(nn::Embedding(10, 4, rng), nn::Linear(4, 2, rng)),
      bare(nn::Linear(4, 2, rng));
  Config config{.mode = Mode::weight_only};
  CHECK_THROWS_WITH(prepare_qat(own, config), Catch::Contains("layer 1 cannot be converted: Own"));
  CHECK_THROWS_WITH(prepare_qat(words, config), Catch::Contains("layer 0 cannot be converted: Embedding"));
  config.keep_float = {"0"};
  CHECK(prepare_qat(words, config).convert().size() == 2);
  dynamic_cast<nn::Linear&>(bare[0]).bias = Tensor();
  CHECK_THROWS_WITH(prepare_qat(bare, {}), Catch::Contains("layer 0 has an empty weight or bias"));
  CHECK_THROWS_WITH(prepare_qat(own, {.improvements = {.equalize = true}}), Catch::Contains("improvements"));
  config = {.mode = Mode::full, .activations = {.bits = 9}};
  CHECK_THROWS_WITH(prepare_qat(words, config), Catch::Contains("activations have at most 8 bits, not 9"));
  CHECK_THROWS_WITH(quantize_model(bare), Catch::Contains("layer 0 has an empty weight or bias"));
}
