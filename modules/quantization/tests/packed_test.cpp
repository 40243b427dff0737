// Few bits: error feedback keeps sums, ternary and binary rows by their definitions, Hamming distance against a count.
#include <catch2/catch.hpp>

#include <cmath>

#include "modules/quantization/error.h"
#include "modules/quantization/packed.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

TEST_CASE("error feedback: sums along a row are within a step, whatever its length") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    const Tensor x = Tensor::uniform({3, 200}, rng, -1, 1);
    const QuantFormat format{{2 + static_cast<int>(rng.below(3)), true}, Scheme::affine, {}};
    const QuantizedTensor with = quantize_with_feedback(x, format);
    const Tensor y = with.dequantize();
    CAPTURE(seed, format.type.bits);
    for (int r = 0; r < 3; ++r) {
      double difference = 0;
      for (int i = 0; i < 200; ++i) difference += double{x.data()[r * 200 + i]} - y.data()[r * 200 + i];
      CHECK(std::fabs(difference) <= 1.01 * with.params().scale);
    }
    CHECK(with.nbytes() == quantize(x, format).nbytes());
  }
}

TEST_CASE("error feedback: the carry by hand, and fresh in each row") {
  const Tensor x = Tensor::from({0.4f, 0.4f, 0.4f, 1, 0.4f, 0, 0, 3}, {2, 4});
  const QuantizedTensor q = quantize_with_feedback(x, {{2, false}, Scheme::affine, {}});  // scale 1
  CHECK(q.stored() == std::vector<std::int32_t>{0, 1, 0, 1, 0, 0, 0, 3});
}

TEST_CASE("ternary rows") {
  const Tensor x = Tensor::from({0.1f, -3, 2, 0.5f, 0, 0, 0, 0}, {2, 4});
  const QuantizedTensor q = quantize_ternary(x);  // mean 1.4, threshold 0.98
  CHECK(q.stored() == std::vector<std::int32_t>{0, -1, 1, 0, 0, 0, 0, 0});
  CHECK(q.scales()[0] == 2.5f);
  CHECK(q.nbytes() == 2 + 8);
  CHECK(max_error(quantize_ternary(Tensor::zeros({1, 3})).dequantize(), Tensor::zeros({1, 3})) == 0);
  CHECK_THROWS_AS(quantize_ternary(Tensor::zeros({3})), ShapeError);
}

TEST_CASE("binary rows: bits, scales, distances") {
  for (int width : {1, 7, 8, 9, 64, 100}) {
    Rng rng(static_cast<std::uint64_t>(width));
    const Tensor x = Tensor::normal({4, width}, rng);
    const BinaryTensor b(x);
    CHECK(b.nbytes() == 4 * ((width + 7) / 8) + 16);
    const Tensor y = b.dequantize();
    for (int r = 0; r < 4; ++r) {
      double mean = 0;
      int different = 0;
      for (int i = 0; i < width; ++i) {
        mean += std::fabs(x.data()[r * width + i]) / width;
        different += (x.data()[i] >= 0) != (x.data()[r * width + i] >= 0);
      }
      for (int i = 0; i < width; ++i)
        CHECK(y.data()[r * width + i] == Approx(x.data()[r * width + i] >= 0 ? mean : -mean));
      CHECK(b.hamming(0, b, r) == different);
    }
    CHECK(b.similarity(2, b, 2) == 1);
  }
  const BinaryTensor opposite(Tensor::from({1, 2, -1, -2}, {2, 2}));
  CHECK(opposite.similarity(0, opposite, 1) == Approx(-1));
  CHECK_THROWS_AS(opposite.hamming(0, opposite, 2), ValueError);
  CHECK_THROWS_AS(opposite.hamming(0, BinaryTensor(Tensor::zeros({1, 3})), 0), ShapeError);
}

TEST_CASE("the similarity of signs estimates the cosine") {
  Rng rng(8);
  const Tensor a = Tensor::normal({1, 4000}, rng), noise = Tensor::normal({1, 4000}, rng);
  for (float share : {0.0f, 0.5f, 1.0f, 3.0f}) {
    Tensor b = a.clone();
    for (int i = 0; i < 4000; ++i) b.data()[i] += share * noise.data()[i];
    CHECK(BinaryTensor(a).similarity(0, BinaryTensor(b), 0) == Approx(cosine_similarity(a, b)).margin(0.06));
  }
}
