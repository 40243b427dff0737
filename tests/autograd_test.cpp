// The engine: order, accumulation, memory, long graphs, and what it refuses.
#include <catch2/catch.hpp>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tinytensor.h"

using namespace tt;
using Catch::Matchers::Contains;

static std::vector<float> list(const Tensor& t) { return {t.values().begin(), t.values().end()}; }

TEST_CASE("the README's step") {
  const Tensor a = Tensor::from({1, 2}, {2}).track();
  sum(relu(a * a)).backward();
  CHECK(list(a.grad()) == std::vector<float>{2, 4});
}

TEST_CASE("a value used twice gets both gradients, and a second backward adds") {
  Tensor x = Tensor::from({3}, {1}).track();
  sum(x * x + x).backward();
  CHECK(x.grad().item() == 7);
  sum(x * 2.0f).backward();
  CHECK(x.grad().item() == 9);
  x.zero_grad();
  CHECK(x.grad().empty());
}

TEST_CASE("gradients that share memory are not added into each other") {
  const Tensor a = Tensor::from({1, 2}, {2}).track(), b = Tensor::from({3, 4}, {2}).track();
  sum(a + b).backward();  // one dy goes to both
  CHECK_FALSE(a.grad().shares_values(b.grad()));
  sum(a * 10.0f).backward();
  CHECK(list(a.grad()) == std::vector<float>{11, 11});
  CHECK(list(b.grad()) == std::vector<float>{1, 1});
}

TEST_CASE("a diamond is visited once") {
  int calls = 0;
  const Tensor x = Tensor::from({2}, {1}).track();
  const Tensor shared =
      record("counted", x * 1.0f, {x}, [&calls](const Tensor& dy) -> Grads { return ++calls, Grads{dy}; });
  sum(shared * shared + shared).backward();
  CHECK(calls == 1);
  CHECK(x.grad().item() == 5);
}

TEST_CASE("a graph a million ops long is walked and freed") {
  const Tensor x = Tensor::from({1}, {1}).track();
  {
    Tensor y = x;
    for (int i = 0; i < 1'000'000; ++i) y = y + x;
    sum(y).backward();
    CHECK(x.grad().item() == 1'000'001);
  }
  Tensor forgotten = x;
  for (int i = 0; i < 1'000'000; ++i) forgotten = tt::abs(forgotten);
  forgotten = Tensor();  // never walked: freed all the same
  const std::int64_t in_use = Buffer::statistics().bytes_in_use;
  CHECK(in_use < 1 << 20);
}

TEST_CASE("passes without backward hold no memory, and steady steps ask the system for none") {
  const int before_threads = threads();
  set_threads(1);  // how much scratch memory is alive at once depends on how two threads meet
  Rng rng(1);
  nn::Sequential model = io::make_model("conv 1 4 3, relu, maxpool 2, flatten, linear 100 3", rng);
  optim::SGD sgd(nn::parameters(model), {.lr = 0.01f, .momentum = 0.9f});
  const Tensor x = Tensor::normal({8, 12, 12, 1}, rng);
  const std::vector<int> y(8, 1);
  const auto step = [&] {
    const Tensor loss = cross_entropy(model(x), y);
    sgd.zero_grad();
    loss.backward();
    sgd.step();
  };
  for (int i = 0; i < 3; ++i) step();
  const Buffer::Statistics before = Buffer::statistics();
  for (int i = 0; i < 2000; ++i) model(x);
  CHECK(Buffer::statistics().bytes_in_use == before.bytes_in_use);
  for (int i = 0; i < 20; ++i) step();
  CHECK(Buffer::statistics().bytes_in_use == before.bytes_in_use);
#if !defined(__SANITIZE_ADDRESS__)
  CHECK(Buffer::statistics().system_calls == before.system_calls);
#endif
  set_threads(before_threads);
}

TEST_CASE("NoGrad records nothing, and ends with its scope") {
  const Tensor x = Tensor::from({1}, {1}).track();
  {
    const NoGrad quiet;
    CHECK_FALSE(grad_enabled());
    CHECK_FALSE((x * x).tracked());
  }
  CHECK((x * x).tracked());
}

TEST_CASE("what backward refuses") {
  const Tensor x = Tensor::from({1, 2}, {2}).track();
  CHECK_THROWS_WITH((x * x).backward(), Contains("backward") && Contains("[2]"));
  CHECK_THROWS_WITH(sum(Tensor::from({1}, {1})).backward(), Contains("tracked"));
  const Tensor loss = sum(x * x);
  loss.backward();
  CHECK_THROWS_WITH(loss.backward(), Contains("freed"));
  CHECK(list(x.grad()) == std::vector<float>{2, 4});
  const auto bad = [&](Grads grads) {
    return sum(record("bad", x * 1.0f, {x}, [grads](const Tensor&) { return grads; }));
  };
  CHECK_THROWS_WITH(bad({Tensor::zeros({3})}).backward(),
                    Contains("bad") && Contains("[3]") && Contains("[2]"));
  CHECK_THROWS_WITH(bad({}).backward(), Contains("names 0 inputs"));
}

TEST_CASE("a leaf keeps its gradient's shape") {
  Tensor x = Tensor::zeros({2, 3}).track();
  x.set_grad(Tensor::full({2, 3}, 4));
  CHECK(x.grad().data()[5] == 4);
  CHECK_THROWS_AS(x.set_grad(Tensor::zeros({3, 2})), ShapeError);
}
