#include "tinytensor/tensor/rng.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <vector>

using tt::Rng;

TEST_CASE("the numbers of a seed never change") {
  Rng zero(0), answer(42);
  const std::array<std::uint32_t, 4> from_zero = {0xe823a24eu, 0x7a7ecbd9u, 0x89fd6c06u, 0xae646aa8u},
                                     from_answer = {0xc2f57bd6u, 0x6b07c4a9u, 0x72b7b29bu, 0x44215383u};
  for (std::uint32_t expected : from_zero) CHECK(zero.bits() == expected);
  for (std::uint32_t expected : from_answer) CHECK(answer.bits() == expected);
}

// PCG's published generator, written from the paper: XSH RR 64/32 with the increment that its demo program uses.
TEST_CASE("the generator is PCG32") {
  constexpr std::uint64_t increment = 1442695040888963407u, multiplier = 6364136223846793005u;
  for (std::uint64_t seed : {0u, 1u, 42u, 123456789u}) {
    std::uint64_t state = 0;
    state = state * multiplier + increment;
    state = (state + seed) * multiplier + increment;
    Rng rng(seed);
    for (int i = 0; i < 100; ++i) {
      const auto xorshifted = static_cast<std::uint32_t>(((state >> 18) ^ state) >> 27);
      const auto rotation = static_cast<unsigned>(state >> 59);
      CHECK(rng.bits() == ((xorshifted >> rotation) | (xorshifted << ((32 - rotation) % 32))));
      state = state * multiplier + increment;
    }
  }
}

TEST_CASE("below gives every number equally often, and none above") {
  for (std::uint32_t n : {1u, 2u, 3u, 7u, 10u, 100u}) {
    Rng rng(n);
    const int draws = 10000 * static_cast<int>(n);
    std::vector<int> counts(n);
    for (int i = 0; i < draws; ++i) {
      const std::uint32_t k = rng.below(n);
      REQUIRE(k < n);
      ++counts[k];
    }
    double chi_squared = 0;
    for (int count : counts) chi_squared += (count - 10000.0) * (count - 10000.0) / 10000.0;
    CAPTURE(n);
    CHECK(chi_squared < n - 1 + 5 * std::sqrt(2.0 * n));  // mean n - 1, deviation sqrt(2 (n - 1))
  }
}

TEST_CASE("below does not favour small numbers where n does not divide 2^32") {
  // Without the rejection, a third of n = 3 * 2^30 numbers would come twice as often as the others.
  Rng rng(1);
  const std::uint32_t n = 3u << 30;
  int low = 0;
  for (int i = 0; i < 30000; ++i) low += rng.below(n) < (1u << 30);
  CHECK(std::abs(low - 10000) < 5 * std::sqrt(30000 * (1 / 3.0) * (2 / 3.0)));
  for (int i = 0; i < 1000; ++i) CHECK(rng.below(0xffffffffu) < 0xffffffffu);
}

TEST_CASE("uniform numbers are multiples of 2^-24 in [0, 1), evenly spread") {
  Rng rng(3);
  std::array<int, 16> counts{};
  for (int i = 0; i < 160000; ++i) {
    const float u = rng.uniform();
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    REQUIRE(u * 0x1p24f == std::floor(u * 0x1p24f));
    ++counts[static_cast<std::size_t>(u * 16)];
  }
  for (int count : counts) CHECK(std::abs(count - 10000) < 500);
  for (int i = 0; i < 1000; ++i) {
    const float u = rng.uniform(-3, 5);
    CHECK(u >= -3);
    CHECK(u < 5);
  }
}

TEST_CASE("normal numbers are the normal quantiles of the bits") {
  Rng rng(7), same(7);
  for (int i = 0; i < 100000; ++i) {
    const double p = (same.bits() + 0.5) * 0x1p-32, x = rng.normal();
    // The probability below x, by the error function; the smaller tail, where rounding x to float shows most.
    const double tail = 0.5 * std::erfc(std::fabs(x) / std::sqrt(2.0)), expected = p < 0.5 ? p : 1 - p;
    REQUIRE(tail == Approx(expected).epsilon(5e-6));
    if (x != 0) REQUIRE((x < 0) == (p < 0.5));
  }
}

TEST_CASE("normal numbers have the moments of the normal distribution") {
  Rng rng(11);
  constexpr int n = 400000;
  double sum = 0, squares = 0, cubes = 0, fourths = 0;
  for (int i = 0; i < n; ++i) {
    const double x = rng.normal();
    sum += x, squares += x * x, cubes += x * x * x, fourths += x * x * x * x;
  }
  const double root = std::sqrt(n);  // deviations of the means: 1, sqrt 2, sqrt 15, sqrt 96, over root
  CHECK(std::fabs(sum / n) < 5 / root);
  CHECK(std::fabs(squares / n - 1) < 5 * std::sqrt(2) / root);
  CHECK(std::fabs(cubes / n) < 5 * std::sqrt(15) / root);
  CHECK(std::fabs(fourths / n - 3) < 5 * std::sqrt(96) / root);
}

TEST_CASE("a split generator goes its own way") {
  Rng rng(1);
  Rng a = rng.split(), b = rng.split();
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 1000; ++i) {
    seen.insert(a.bits());
    seen.insert(b.bits());
    seen.insert(rng.bits());
  }
  CHECK(seen.size() >= 2999);
  Rng again(1);
  Rng c = again.split(), d(1);
  d.split();
  CHECK(c.bits() != d.bits());
}
