// The measures of error against worked numbers, and 6 dB a bit.
#include <catch2/catch.hpp>

#include <cmath>

#include "modules/quantization/error.h"
#include "modules/quantization/quantized_tensor.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

TEST_CASE("measures by hand") {
  const Tensor x = Tensor::from({1, 2, 2, 4}, {4}), y = Tensor::from({1, 2, 3, 2}, {4});
  const ErrorMeasures e = measure_error(x, y);
  CHECK(e.max == 2);
  CHECK(e.mean == 0.75f);
  CHECK(e.rms == Approx(std::sqrt(5.0 / 4)));
  CHECK(e.sqnr_db == Approx(10 * std::log10(25.0 / 5)));
  CHECK(e.cosine == Approx(19 / std::sqrt(25.0 * 18)));
}

TEST_CASE("equal tensors, zeros, and nothing") {
  const Tensor x = Tensor::from({1, -2}, {2}), zero = Tensor::zeros({2});
  CHECK(std::isinf(sqnr_db(x, x)));
  CHECK(cosine_similarity(x, x) == Approx(1));
  CHECK(cosine_similarity(zero, zero) == 1);
  CHECK(cosine_similarity(x, zero) == 0);
  CHECK(sqnr_db(x, zero) == 0);
  CHECK(mean_error(Tensor::zeros({0}), Tensor::zeros({0})) == 0);
  CHECK_THROWS_AS(rms_error(x, Tensor::zeros({3})), ShapeError);
}

TEST_CASE("each bit is worth about 6 dB") {
  Rng rng(3);
  const Tensor x = Tensor::uniform({20000}, rng, -1, 1);
  const auto sqnr = [&](int bits) {
    return sqnr_db(x, quantize(x, {{bits, true}, Scheme::affine, {}}).dequantize());
  };
  for (int bits = 4; bits <= 14; ++bits) {
    const double finer = std::log10((std::pow(2, bits) - 1) / (std::pow(2, bits - 1) - 1));
    CAPTURE(bits);
    CHECK(sqnr(bits) - sqnr(bits - 1) == Approx(20 * finer).margin(0.15));
  }
}
