#include "tinytensor/inference/frozen.h"

#include <catch2/catch.hpp>

#include <cmath>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tinytensor.h"

using namespace tt;

TEST_CASE("a frozen model gives the model's own numbers, whatever the batch") {
  for (const char* text :
       {"input 28 28 1, conv 1 16 3, relu, maxpool 2, conv 16 32 3, relu, maxpool 2, flatten, linear 800 10",
        "input 28 28 1, flatten, linear 784 128, relu, linear 128 10, softmax",
        "input 9 11 3, conv 3 8 3 stride 2 padding 1, batchnorm 8, relu6, avgpool 2, dropout 0.5, flatten, "
        "linear 48 4, tanh",
        "input 10 10 4, conv 4 8 3 groups 4, relu, maxpool 3 stride 2, sigmoid, flatten, linear 72 3",
        "input 6 6 1, conv 1 4 3, flatten, softmax", "input 6 5 1, conv 1 4 3, flatten, batchnorm 48",
        "input 6 5 1, conv 1 4 3, relu, dropout 0.5, flatten"}) {
    Rng rng(3);
    nn::Sequential model = io::make_model(text, rng);
    model.eval();
    inference::FrozenModel frozen(model, model.input);
    for (int images : {1, 7, 8, 33}) {
      const Tensor x = Tensor::uniform(model.input.with_batch(images), rng), expected = model(x),
                   y = frozen(x);
      REQUIRE(y.shape() == expected.shape());
      for (std::int64_t i = 0; i < y.count(); ++i)
        REQUIRE(std::fabs(y.data()[i] - expected.data()[i]) < 1e-4f);
      CHECK_FALSE(y.tracked());
    }
  }
}

TEST_CASE("a frozen model does not see later changes, and refuses other images") {
  Rng rng(3);
  nn::Sequential model = io::make_model("lab03-cnn", rng);
  inference::FrozenModel frozen(model, {28, 28, 1});
  const Tensor x = Tensor::uniform({2, 28, 28, 1}, rng), before = frozen(x);
  for (Tensor& p : nn::parameters(model)) std::ranges::fill(p.values(), 0.0f);
  const Tensor after = frozen(x);
  CHECK(std::equal(before.values().begin(), before.values().end(), after.values().begin()));
  CHECK_THROWS_AS(frozen(Tensor::zeros({2, 28, 27, 1})), ShapeError);
  CHECK_THROWS_AS(inference::FrozenModel(model, {30, 30, 1}), ShapeError);
  CHECK_THROWS_AS(inference::FrozenModel(model, {28, 28, 3}), ShapeError);
}

namespace {
struct Twice : nn::Layer<Twice> {
  Tensor forward(const Tensor& x) override { return x * scale; }
  std::string describe() const override { return "Twice"; }
  std::string architecture() const override { return "twice"; }
  void visit(nn::Visitor& v) override { v.parameter("scale", scale); }
  Tensor scale = Tensor(2.0f).track();
};
}  // namespace

TEST_CASE("a layer of one's own is copied when it is frozen; the rest of a frozen model is nobody's") {
  Rng rng(4);
  nn::Sequential model(nn::Linear(3, 2, rng), Twice());
  inference::FrozenModel frozen(model, {3});
  const Tensor x = Tensor::uniform({5, 3}, rng), y = model(x).clone();
  dynamic_cast<Twice&>(model[1]).scale.values()[0] = 7;
  for (std::int64_t i = 0; i < y.count(); ++i) CHECK(frozen(x).data()[i] == Approx(y.data()[i]));
  CHECK(frozen.nbytes() == model.nbytes());
  CHECK_THROWS_AS(frozen.train(), ValueError);
  const nn::EvalMode measured(frozen);  // as data::accuracy does
  CHECK(nn::named_parameters(frozen).empty());
}

namespace {
// [N, H, W, C] to [N H, W C].
struct Rows : nn::Layer<Rows> {
  Tensor forward(const Tensor& x) override { return reshape(x, {x.dim(0) * x.dim(1), x.dim(2) * x.dim(3)}); }
  std::string describe() const override { return "Rows"; }
  std::string architecture() const override { return "rows"; }
};
}  // namespace

TEST_CASE("what does not give one result for each image is not frozen, nor what the model refuses") {
  Rng rng(5);
  nn::Sequential rows(Rows(), nn::ReLU(), nn::Linear(8, 4, rng)), flat(nn::Linear(12, 2, rng));
  CHECK_THROWS_WITH(inference::FrozenModel(rows, {8, 8, 1}),
                    Catch::Contains("Rows does not give one result"));
  CHECK_THROWS_AS(inference::FrozenModel(flat, {2, 2, 3}), ShapeError);
}
