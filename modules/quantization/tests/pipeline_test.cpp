// A prepared integer model against the model it was prepared from: the same bits.
#include <catch2/catch.hpp>

#include <algorithm>

#include "modules/quantization/integer_pipeline.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using namespace tt::quant;

TEST_CASE("a prepared integer model gives the bits of the model") {
  const std::string texts[] = {
      "conv 2 5 3, relu, maxpool 2, conv 5 7 3, relu6, maxpool 2, flatten, linear 63 10",
      "conv 2 17 3 padding 1, relu, maxpool 2, conv 17 3 2, flatten, linear 192 4",
      "conv 2 6 3 groups 2, conv 6 6 3 stride 2 padding 2 groups 6, relu, avgpool 2, flatten, linear 96 3",
      "conv 2 4 5, tanh, maxpool 3 stride 2, flatten, linear 144 9, relu, linear 9 2",
      "conv 2 3 5 stride 2, relu, flatten"};
  for (std::uint64_t seed = 0; const std::string& text : texts) {
    Rng rng(++seed);
    nn::Sequential model = io::make_model(text, rng);
    const int side = 18;
    const Tensor samples = Tensor::uniform({20, side, side, 2}, rng, -1, 2);
    QuantizedModel integers = quantize_model(model, {.mode = Mode::full}, samples);
    const Tensor expected = integers(samples);
    for (auto isa : {quant::kernels::Isa::portable, quant::kernels::best_isa()}) {
      IntegerPipeline prepared(integers, {side, side, 2}, isa);
      const Tensor y = prepared(samples);
      CAPTURE(text);
      CHECK(y.shape() == expected.shape());
      CHECK(std::equal(y.data(), y.data() + y.count(), expected.data()));
    }
  }
}

TEST_CASE("codes at the border, signed or not, give the results of floats at the border") {
  Rng rng(5);
  nn::Sequential model = io::make_model("conv 1 6 3, relu, maxpool 2, flatten, linear 96 5", rng);
  const Tensor samples = Tensor::uniform({11, 10, 10, 1}, rng, -1, 2);
  QuantizedModel integers = quantize_model(model, {.mode = Mode::full}, samples);
  IntegerPipeline prepared(integers, {10, 10, 1});
  const Tensor expected = prepared(samples);
  const auto check = [&](auto code, QuantType type) {
    using Code = decltype(code);
    std::vector<Code> x, y(55);
    for (float value : samples.values())
      x.push_back(
          static_cast<Code>(quantize(value, prepared.input_params(type.is_signed), type, Scheme::affine)));
    prepared.run(std::span<const Code>(x), std::span<Code>(y));
    for (std::size_t i = 0; i < y.size(); ++i)
      CHECK(dequantize(y[i], prepared.output_params(type.is_signed)) == expected.data()[i]);
    CHECK_THROWS_AS(prepared.run(std::span<const Code>(x).first(150), std::span<Code>(y)), ValueError);
  };
  check(std::uint8_t{}, {8, false});
  check(std::int8_t{}, {8, true});
}

TEST_CASE("what cannot be prepared is refused") {
  Rng rng(1);
  nn::Sequential model = io::make_model("linear 4 3, softmax", rng);
  const Tensor samples = Tensor::uniform({8, 4}, rng);
  QuantizedModel part = quantize_model(model, {.mode = Mode::full}, samples);
  CHECK_THROWS_AS(IntegerPipeline(part, Shape{4}), ValueError);
  nn::Sequential whole = io::make_model("linear 4 3", rng);
  QuantizedModel integers = quantize_model(whole, {.mode = Mode::full}, samples);
  CHECK_THROWS_AS(IntegerPipeline(integers, Shape{5}), ShapeError);
  IntegerPipeline prepared(integers, Shape{4});
  CHECK_THROWS_AS(prepared.train(true), ValueError);
  CHECK(prepared.nbytes() == integers.nbytes());
  CHECK_THROWS_AS(prepared(Tensor::uniform({2, 5}, rng)), ShapeError);
}
