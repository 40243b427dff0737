// Mixed precision: sensitivity falls with bits, budgets are kept, and a fragile layer keeps more bits.
#include <catch2/catch.hpp>

#include <algorithm>

#include "modules/quantization/error.h"
#include "modules/quantization/mixed.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

TEST_CASE("fewer bits are noisier, layer by layer, and the score is asked for") {
  Rng rng(1);
  nn::Sequential model =
      io::make_model("input 8 8 2, conv 2 6 3, batchnorm 6, relu, flatten, linear 216 5", rng);
  const Tensor x = Tensor::uniform({6, 8, 8, 2}, rng);
  int asked = 0;
  const auto measured = measure_sensitivity(model, {}, {2, 4, 8}, x, [&](nn::Module&) { return ++asked; });
  REQUIRE(measured.size() == 6);
  CHECK(asked == 6);
  for (std::size_t i : {0u, 3u}) {
    CHECK(measured[i].sqnr_db < measured[i + 1].sqnr_db);
    CHECK(measured[i + 1].sqnr_db < measured[i + 2].sqnr_db);
    CHECK(measured[i].weight_bytes < measured[i + 1].weight_bytes);
  }
  CHECK(measured[3].layer == "4");
}

TEST_CASE("a budget is kept, by taking bits where they are missed least") {
  const std::vector<Sensitivity> measured{{"0", 8, 800, 50, 0}, {"0", 4, 400, 20, 0}, {"0", 2, 200, 5, 0},
                                          {"1", 8, 800, 60, 0}, {"1", 4, 400, 45, 0}, {"1", 2, 200, 30, 0}};
  const auto bits = [&](std::int64_t budget) {
    std::vector<int> b;
    for (const LayerRule& rule : choose_bits(measured, {}, budget)) b.push_back(rule.weights.bits);
    return b;
  };
  CHECK(bits(1600) == std::vector<int>{8, 8});
  CHECK(bits(1599) == std::vector<int>{8, 4});
  CHECK(bits(1000) == std::vector<int>{8, 2});
  CHECK(bits(999) == std::vector<int>{4, 2});
  CHECK(bits(400) == std::vector<int>{2, 2});
  CHECK_THROWS_WITH(choose_bits(measured, {}, 399), Catch::Contains("fewest bits take 400"));
}

TEST_CASE("the rules go straight into a config") {
  Rng rng(2);
  nn::Sequential model = io::make_model("flatten, linear 64 32, relu, linear 32 32, relu, linear 32 4", rng);
  const Tensor x = Tensor::uniform({20, 64}, rng);
  const auto measured = measure_sensitivity(model, {}, {8, 4, 3, 2}, x);
  Config config;
  config.rules = choose_bits(measured, {}, 2200);
  QuantizedModel q = quantize_model(model, config);
  std::int64_t bytes = 0;
  for (const char* name : {"1", "3", "5"}) bytes += q.weight(name).nbytes();
  CHECK(bytes <= 2200);
  Config equal;
  equal.weights.bits = 3;
  CHECK(sqnr_db(model(x), q(x)) > sqnr_db(model(x), quantize_model(model, equal)(x)));
}
