// Scale and zero point: worked numbers, properties over random ranges, and the edges of float.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "modules/quantization/params.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using namespace tt::quant;

namespace {

constexpr float largest = std::numeric_limits<float>::max();

float there_and_back(float x, QuantParams p, QuantType type, Scheme scheme) {
  return dequantize(quantize(x, p, type, scheme), p);
}

// scale / 2, and what rounding to float can add to it.
double allowed(float x, QuantParams p) { return 0.5 * p.scale + std::fabs(x) * 0x1p-23; }

}  // namespace

TEST_CASE("worked examples") {
  const QuantParams affine = choose_params(-1, 3, {.bits = 2, .is_signed = false}, Scheme::affine);
  CHECK(affine.scale == Approx(4.0 / 3));
  CHECK(affine.zero_point == 1);
  const QuantParams symmetric = choose_params(-2, 1, {.bits = 8}, Scheme::symmetric);
  CHECK(symmetric == QuantParams{2.0f / 127, 0});
  CHECK(choose_params(-2, 1, {.bits = 8, .is_signed = false}, Scheme::symmetric).zero_point == 128);
  CHECK(choose_params(0, 6, {}, Scheme::affine) == QuantParams{6.0f / 255, -128});
  CHECK(choose_params(0, 0, {}, Scheme::affine) == QuantParams{1, -128});
}

TEST_CASE("types have their ranges and names") {
  CHECK(QuantType{8, true}.lowest() == -128);
  CHECK(QuantType{8, true}.lowest(Scheme::symmetric) == -127);
  CHECK(QuantType{8, true}.highest() == 127);
  CHECK(QuantType{8, false}.highest() == 255);
  CHECK(QuantType{1, false}.highest() == 1);
  CHECK(QuantType{1, true}.lowest() == -1);
  CHECK(QuantType{16, false}.highest() == 65535);
  CHECK(QuantType{4, false}.str() == "uint4");
}

TEST_CASE("rounding is half to even") {
  const QuantParams p{1, 0};
  for (auto [x, code] :
       {std::pair{0.5f, 0}, {1.5f, 2}, {2.5f, 2}, {-0.5f, 0}, {-1.5f, -2}, {-2.5f, -2}, {2.51f, 3}})
    CHECK(quantize(x, p, {}, Scheme::affine) == code);
}

TEST_CASE("values outside the range are clamped, symmetric ones to the narrow range") {
  const QuantParams p{1, 0};
  CHECK(quantize(1e30f, p, {}, Scheme::affine) == 127);
  CHECK(quantize(-INFINITY, p, {}, Scheme::affine) == -128);
  CHECK(quantize(-1e30f, p, {}, Scheme::symmetric) == -127);
}

TEST_CASE("every value in range comes back within scale / 2, and 0 as 0") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Rng rng(seed);
    const Scheme scheme = rng.below(2) ? Scheme::affine : Scheme::symmetric;
    const int fewest = scheme == Scheme::symmetric ? 2 : 1;
    const QuantType type{fewest + static_cast<int>(rng.below(17 - static_cast<unsigned>(fewest))),
                         rng.below(2) == 0};
    const float size = std::ldexp(1.0f, static_cast<int>(rng.below(240)) - 135);
    float low = size * rng.uniform(-1, 1), high = size * rng.uniform(-1, 1);
    if (low > high) std::swap(low, high);
    const QuantParams p = choose_params(low, high, type, scheme);
    CAPTURE(seed, type.str(), scheme == Scheme::affine, low, high, p.scale, p.zero_point);
    CHECK((p.zero_point >= type.lowest() && p.zero_point <= type.highest()));
    CHECK(there_and_back(0, p, type, scheme) == 0);
    for (int i = 0; i <= 200; ++i) {
      const float x = i == 200 ? high : low + (high - low) * static_cast<float>(i) / 200;
      const double error = std::fabs(double{x} - there_and_back(x, p, type, scheme));
      if (error > allowed(x, p)) FAIL("x " << x << ": error " << error << ", scale " << p.scale);
    }
  }
}

TEST_CASE("constants come back within one float rounding") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Rng rng(seed);
    const float sign = rng.below(2) ? 1.0f : -1.0f;
    const float c = sign * std::ldexp(rng.uniform(1, 2), static_cast<int>(rng.below(252)) - 125);
    for (int bits = 1; bits <= 16; ++bits)
      for (Scheme scheme : {Scheme::affine, Scheme::symmetric}) {
        if (bits == 1 && scheme == Scheme::symmetric) continue;
        const QuantType type{bits, seed % 2 == 0};
        const float back = there_and_back(c, choose_params(c, c, type, scheme), type, scheme);
        if (back != c && back != std::nextafter(c, INFINITY) && back != std::nextafter(c, -INFINITY))
          FAIL(seed << ": " << c << " with " << type.str() << " came back as " << back);
      }
  }
}

TEST_CASE("denormal and huge ranges stay within scale / 2") {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const float normal = std::numeric_limits<float>::min();
  for (auto [low, high] : {std::pair{0.0f, tiny},
                           {-tiny, tiny},
                           {0.0f, 1e-40f},
                           {-1e-39f, 1e-41f},
                           {-normal, normal},
                           {0.0f, 1e-36f},
                           {0.0f, largest},
                           {-largest, 0.0f},
                           {-largest, largest},
                           {-1e38f, largest}})
    for (int bits = 1; bits <= 16; ++bits)
      for (Scheme scheme : {Scheme::affine, Scheme::symmetric}) {
        if (bits == 1 && (scheme == Scheme::symmetric || double{high} - low > largest)) continue;
        const QuantType type{bits, true};
        const QuantParams p = choose_params(low, high, type, scheme);
        for (float x : {low, high, low / 2 + high / 2, low / 3, high / 3, 0.0f}) {
          CAPTURE(low, high, bits, x, p.scale, p.zero_point);
          const float back = there_and_back(x, p, type, scheme);
          REQUIRE(std::isfinite(back));
          REQUIRE(std::fabs(double{x} - back) <= allowed(x, p));
        }
      }
}

TEST_CASE("what is not a range or a type is refused") {
  const QuantType int8;
  CHECK_THROWS_AS(choose_params(NAN, 1, int8, Scheme::affine), ValueError);
  CHECK_THROWS_AS(choose_params(0, INFINITY, int8, Scheme::affine), ValueError);
  CHECK_THROWS_AS(choose_params(2, 1, int8, Scheme::affine), ValueError);
  CHECK_THROWS_AS(choose_params(-largest, largest, {.bits = 1}, Scheme::affine), ValueError);
  for (int bits : {-1, 0, 17, 32})
    CHECK_THROWS_WITH(choose_params(0, 1, {.bits = bits}, Scheme::affine),
                      Catch::Contains(std::to_string(bits)));
  CHECK_THROWS_WITH(choose_params(0, 1, {.bits = 1}, Scheme::symmetric), Catch::Contains("Use affine"));
}
