// Layers, models from text, optimizers and schedules.
#include <catch2/catch.hpp>

#include <cmath>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tinytensor.h"

using namespace tt;
using Catch::Matchers::Contains;

static float largest_difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  float worst = 0;
  for (std::int64_t i = 0; i < a.count(); ++i) worst = std::max(worst, std::fabs(a.data()[i] - b.data()[i]));
  return worst;
}

TEST_CASE("LAB03's network: names, counts, text") {
  Rng rng(1);
  nn::Sequential model = io::make_model("lab03-cnn", rng);
  CHECK(nn::parameter_count(model) == 12'810);
  std::vector<std::string> names;
  for (const nn::NamedTensor& p : nn::named_parameters(model))
    names.push_back(p.name + " " + p.tensor.shape().str());
  CHECK(names == std::vector<std::string>{"0.weight [16, 3, 3, 1]", "0.bias [16]", "3.weight [32, 3, 3, 16]",
                                          "3.bias [32]", "7.weight [10, 800]", "7.bias [10]"});
  CHECK(model.input == Shape{28, 28, 1});
  CHECK(model.architecture() ==
        "input 28 28 1, conv 1 16 3, relu, maxpool 2, conv 16 32 3, relu, maxpool 2, flatten, linear 800 10");
  CHECK(model[3].describe() == "Conv2D(16 -> 32, 3x3)");
  CHECK(model(Tensor::zeros({2, 28, 28, 1})).shape() == Shape{2, 10});
}

TEST_CASE("every layer's text makes the same layer again") {
  Rng rng(1);
  const std::string text =
      "input 8 8 4, conv 4 8 3 stride 2 padding 1 groups 4, batchnorm 8, relu6, avgpool 2 stride 1, maxpool "
      "3 stride 1 padding 1, "
      "dropout 0.25, flatten, linear 72 5, tanh, linear 5 3, sigmoid, softmax";
  nn::Sequential model = io::make_model(text, rng);
  CHECK(model.architecture() == text);
  CHECK(io::make_model("embedding 10 4\nflatten\nrelu", rng).architecture() ==
        "embedding 10 4, flatten, relu");
  CHECK(model(Tensor::normal({2, 8, 8, 4}, rng)).shape() == Shape{2, 3});
  const nn::BatchNorm norm(3, 1e-7f, 1.0f / 3), usual(3);
  nn::Sequential again = io::make_model(norm.architecture() + ", " + usual.architecture(), rng);
  CHECK(again.architecture() == norm.architecture() + ", batchnorm 3");
  CHECK(dynamic_cast<nn::BatchNorm&>(again[0]).eps() == 1e-7f);
}

static std::vector<float> list(const Tensor& t) { return {t.values().begin(), t.values().end()}; }

TEST_CASE("a copy of a model shares nothing with it, and learns on its own") {
  Rng rng(2);
  nn::Sequential model = io::make_model("linear 3 4, batchnorm 4, relu, linear 4 2", rng);
  const std::unique_ptr<nn::Module> copy = model.clone();
  const Tensor x = Tensor::normal({6, 3}, rng);
  model.eval(), copy->eval();
  const std::vector<nn::NamedTensor> ours = nn::named_tensors(model), theirs = nn::named_tensors(*copy);
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) CHECK_FALSE(ours[i].tensor.shares_values(theirs[i].tensor));
  CHECK(list(model(x)) == list((*copy)(x)));
  optim::SGD sgd(nn::parameters(*copy));
  sum((*copy)(x)).backward();
  sgd.step();
  CHECK(list(model(x)) != list((*copy)(x)));
}

TEST_CASE("evaluation mode ends as it began, layer by layer; a shared parameter is one") {
  Rng rng(3);
  nn::Sequential model = io::make_model("linear 3 3, batchnorm 3, dropout 0.5, linear 3 3", rng);
  model[1].eval();  // frozen on purpose
  {
    const nn::EvalMode evaluation(model);
    for (int i = 0; i < 4; ++i) CHECK_FALSE(model[i].training());
  }
  CHECK(model.training());
  CHECK_FALSE(model[1].training());
  CHECK(model[2].training());
  dynamic_cast<nn::Linear&>(model[3]).weight = dynamic_cast<nn::Linear&>(model[0]).weight;
  CHECK(nn::parameters(model).size() == 5);
}

TEST_CASE("architectures that make no sense say what would") {
  Rng rng(1);
  const auto make = [&](const char* text) { io::make_model(text, rng); };
  CHECK_THROWS_WITH(make("convolution 1 2 3"), Contains("convolution") && Contains("linear"));
  CHECK_THROWS_WITH(make("conv 1 16"), Contains("conv IN OUT KERNEL"));
  CHECK_THROWS_WITH(make("conv 1 16 3 pad 1"), Contains("pad") && Contains("padding P"));
  CHECK_THROWS_WITH(make("conv 1 16 3 stride"), Contains("number after"));
  CHECK_THROWS_WITH(make("conv 1 16 0"), Contains("not positive"));
  CHECK_THROWS_WITH(make("conv 3 16 3 groups 2"), Contains("2 groups"));
  CHECK_THROWS_WITH(make("linear 99999999999 10"), Contains("not a size"));
  CHECK_THROWS_WITH(make("dropout 1.5"), Contains("1.5"));
  CHECK_THROWS_WITH(make(" , "), Contains("no layers"));
  CHECK_THROWS_WITH(make("input 0 3, relu"), Contains("input H W C"));
  CHECK_THROWS_WITH(make("input 2.5 3 1, relu"), Contains("input H W C"));
  CHECK_THROWS_WITH(make("relu, input 3 3 1"), Contains("once, before all layers"));
  CHECK_THROWS_WITH(make("linear 4.9 2.5"), Contains("a size is not whole"));
  CHECK_THROWS_WITH(make("conv 1 2 3 stride 1 stride 2"), Contains("twice"));
}

TEST_CASE("fused blocks give the numbers of the layers one by one, gradients too") {
  for (const char* text :
       {"conv 1 16 3, relu, maxpool 2, conv 16 32 3, relu, maxpool 2", "conv 3 5 5 padding 2, relu",
        "conv 4 8 3 stride 2 groups 2, relu, maxpool 2", "conv 2 6 1, relu, maxpool 3 stride 2"}) {
    Rng rng(9);
    nn::Sequential model = io::make_model(text, rng);
    const Tensor x = Tensor::normal({3, 20, 18,
                                     nn::named_parameters(model)[0].tensor.dim(3) *
                                         (std::string(text).find("groups") != std::string::npos ? 2 : 1)},
                                    rng)
                         .track();
    const Tensor fused = model(x);
    const Tensor weights = Tensor::uniform(fused.shape(), rng, -1, 1);
    sum(fused * weights).backward();
    std::vector<Tensor> gradients{x.grad()};
    for (Tensor& p : nn::parameters(model)) gradients.push_back(p.grad()), p.zero_grad();
    Tensor leaf = x;
    leaf.zero_grad();
    Tensor y = x;
    for (int i = 0; i < model.size(); ++i) y = model[i](y);
    sum(y * weights).backward();
    CHECK(largest_difference(fused, y) < 1e-4f);
    CHECK(largest_difference(gradients[0], x.grad()) < 1e-3f);
    const std::vector<Tensor> parameters = nn::parameters(model);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      CHECK(largest_difference(gradients[i + 1], parameters[i].grad()) < 2e-3f);
  }
}

TEST_CASE("batch norm and dropout know training from evaluation") {
  Rng rng(1);
  nn::BatchNorm norm(2);
  const Tensor x = Tensor::from({1, 10, 3, 30}, {2, 2});
  norm(x);
  CHECK(norm.running_mean.data()[1] == Approx(2));             // 0.9 * 0 + 0.1 * 20
  CHECK(norm.running_var.data()[0] == Approx(0.9 + 0.1 * 2));  // unbiased: ((1 - 2)^2 + (3 - 2)^2) / 1
  norm.eval();
  const Tensor before = norm.running_mean.clone();
  norm(x);
  CHECK(largest_difference(norm.running_mean, before) == 0);
  nn::Sequential model(nn::Dropout(0.5f, rng));
  const Tensor ones = Tensor::full({1000}, 1);
  CHECK(largest_difference(model(ones), ones) == 1);
  model.eval();
  CHECK(largest_difference(model(ones), ones) == 0);
}

TEST_CASE("an embedding layer takes numbers as floats, whole ones only") {
  Rng rng(1);
  nn::Embedding layer(5, 3, rng);
  CHECK(layer(Tensor::from({0, 4, 2, 1}, {2, 2})).shape() == Shape{2, 2, 3});
  CHECK_THROWS_AS(layer(Tensor::from({0.5f}, {1})), ValueError);
  CHECK_THROWS_AS(layer(Tensor::from({5}, {1})), ValueError);
  CHECK_THROWS_AS(layer(Tensor::from({NAN}, {1})), ValueError);
}

// The formulas as PyTorch's documentation writes them, in double, one value.
TEST_CASE("SGD and Adam against their formulas") {
  Tensor a = Tensor::from({1}, {1}).track(), b = Tensor::from({1}, {1}).track();
  optim::SGD sgd({a}, {.lr = 0.1f, .momentum = 0.9f, .weight_decay = 0.01f});
  optim::Adam adam({b}, {.lr = 0.1f, .weight_decay = 0.01f});
  double wa = 1, wb = 1, velocity = 0, m = 0, v = 0;
  for (int t = 1; t <= 10; ++t) {
    const double g = std::sin(t);
    a.set_grad(Tensor::full({1}, static_cast<float>(g)));
    b.set_grad(Tensor::full({1}, static_cast<float>(g)));
    sgd.step();
    adam.step();
    velocity = 0.9 * velocity + g + 0.01 * wa;
    wa -= 0.1 * velocity;
    const double gb = g + 0.01 * wb;
    m = 0.9 * m + 0.1 * gb;
    v = 0.999 * v + 0.001 * gb * gb;
    wb -= 0.1 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    CHECK(a.item() == Approx(wa).epsilon(1e-4));
    CHECK(b.item() == Approx(wb).epsilon(1e-4));
  }
  CHECK_THROWS_AS(optim::SGD({Tensor::zeros({1})}, {}), ValueError);
  CHECK_THROWS_AS(optim::Adam({a}, {.beta1 = 1}), ValueError);
}

TEST_CASE("schedules start and end where they say") {
  CHECK(optim::schedule("constant")(0.7f) == 1);
  CHECK(optim::schedule("cosine")(0) == Approx(1));
  CHECK(optim::schedule("cosine")(1) == Approx(0).margin(1e-6));
  CHECK(optim::schedule("linear")(0.25f) == Approx(0.75));
  CHECK(optim::schedule("step")(0.5f) == Approx(0.1));
  CHECK(optim::schedule("step")(1) == Approx(0.01));
  CHECK(optim::schedule("cosine-warmup")(0) == 0);
  CHECK_THROWS_WITH(optim::schedule("sine"), Contains("cosine"));
}

TEST_CASE("the same seed gives the same weights, with one thread and with two") {
  const auto train = [](int threads) {
    set_threads(threads);
    Rng rng(11);
    nn::Sequential model = io::make_model("lab03-cnn", rng);
    optim::Adam adam(nn::parameters(model), {});
    for (int step = 0; step < 5; ++step) {
      const Tensor x = Tensor::uniform({32, 28, 28, 1}, rng);
      std::vector<int> y;
      for (int i = 0; i < 32; ++i) y.push_back(static_cast<int>(rng.below(10)));
      adam.zero_grad();
      cross_entropy(model(x), y).backward();
      adam.step();
    }
    std::vector<float> weights;
    for (const Tensor& p : nn::parameters(model))
      weights.insert(weights.end(), p.values().begin(), p.values().end());
    return weights;
  };
  const int before = threads();
  const std::vector<float> one = train(1), two = train(2);
  set_threads(before);
  CHECK(one == two);
}
