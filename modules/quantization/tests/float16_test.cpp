// 16-bit floats against the definition: the nearest of all 65,536, the even one of two.
#include <catch2/catch.hpp>

#include <bit>
#include <cmath>

#include "modules/quantization/float16.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

double value(std::uint16_t bits, int exponent_bits, int fraction_bits) {
  const int exponent = bits >> fraction_bits & ((1 << exponent_bits) - 1),
            fraction = bits & ((1 << fraction_bits) - 1);
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const double size = exponent == 0
                          ? std::ldexp(fraction, 1 - bias - fraction_bits)
                          : std::ldexp(fraction + (1 << fraction_bits), exponent - bias - fraction_bits);
  return bits & 0x8000 ? -size : size;
}

void check_type(HalfType type, int exponent_bits, int fraction_bits, std::uint16_t infinity) {
  for (std::uint16_t b = 0; b < infinity; ++b) {
    const double here = value(b, exponent_bits, fraction_bits),
                 next = value(b + 1, exponent_bits, fraction_bits);
    if (from_half(b, type) != here || to_half(static_cast<float>(here), type) != b) FAIL(b);
    if (to_half(static_cast<float>(-here), type) != (b | 0x8000)) FAIL("minus " << b);
    const auto middle = static_cast<float>((here + next) / 2);  // exact: one bit more
    if (!std::isfinite(middle) || middle != (here + next) / 2) continue;
    const std::uint16_t even = b % 2 == 0 ? b : b + 1;
    if (to_half(middle, type) != even) FAIL("half way from " << b);
    if (to_half(std::nextafter(middle, 0.0f), type) != b) FAIL("below half way from " << b);
    if (to_half(std::nextafter(middle, INFINITY), type) != b + 1) FAIL("above half way from " << b);
  }
  CHECK(to_half(INFINITY, type) == infinity);
  CHECK(std::isinf(from_half(infinity, type)));
  for (std::uint32_t nan : {0x7f800001u, 0x7fc00000u, 0xffffffffu})
    CHECK(std::isnan(from_half(to_half(std::bit_cast<float>(nan), type), type)));
}

}  // namespace

TEST_CASE("every float16 and every midpoint") { check_type(HalfType::float16, 5, 10, 0x7c00); }
TEST_CASE("every bfloat16 and every midpoint") { check_type(HalfType::bfloat16, 8, 7, 0x7f80); }

TEST_CASE("too large for float16 is infinite, too small 0") {
  CHECK(to_half(65519.99f, HalfType::float16) == 0x7bff);
  CHECK(to_half(65520, HalfType::float16) == 0x7c00);
  CHECK(to_half(1e30f, HalfType::float16) == 0x7c00);
  CHECK(to_half(0x1p-25f, HalfType::float16) == 0);
  CHECK(to_half(std::nextafter(0x1p-25f, 1.0f), HalfType::float16) == 1);
}

TEST_CASE("tensors of 16-bit floats") {
  const Tensor x = Tensor::from({1, -0.333f, 1e-7f, 1000}, {2, 2});
  const HalfTensor h(x, HalfType::float16);
  CHECK(h.nbytes() == 8);
  const Tensor y = h.dequantize();
  for (int i = 0; i < 4; ++i) CHECK(y.data()[i] == Approx(x.data()[i]).epsilon(0x1p-11).margin(0x1p-25));
  CHECK_THROWS_WITH(HalfTensor(Tensor::from({1, 70000}, {2}), HalfType::float16), Catch::Contains("value 1"));
  CHECK_NOTHROW(HalfTensor(Tensor::from({1, 70000}, {2}), HalfType::bfloat16));
  CHECK_THROWS_AS(HalfTensor({3}, HalfType::float16, {1, 2}), ValueError);
}
