// Observers against exact answers on all values at once; merging; memory is bounded by construction.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "modules/quantization/observer.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using namespace tt::quant;

namespace {

// Normal, skewed by a ReLU, or with far outliers.
std::vector<float> sample(int kind, std::size_t count) {
  Rng rng(static_cast<std::uint64_t>(kind) + 1);
  std::vector<float> v(count);
  for (float& x : v) x = kind == 1 ? std::max(rng.normal(), 0.0f) : rng.normal();
  if (kind == 2)
    for (std::size_t i = 0; i < 20 && i < count; ++i) v[i * 37] = 1e6f * rng.uniform();
  return v;
}

void feed(Observer& observer, std::span<const float> values, std::size_t batch) {
  for (std::size_t i = 0; i < values.size(); i += batch)
    observer.observe(values.subspan(i, std::min(batch, values.size() - i)));
}

double exact_error(std::span<const float> values, Range r, QuantType type, Scheme scheme) {
  const QuantParams p = choose_params(r.low, r.high, type, scheme);
  double sum = 0;
  for (float v : values) sum += std::pow(double{v} - dequantize(quantize(v, p, type, scheme), p), 2);
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("min-max is exact") {
  const auto v = sample(0, 10000);
  MinMaxObserver o;
  feed(o, v, 333);
  CHECK(o.range().low == *std::ranges::min_element(v));
  CHECK(o.range().high == *std::ranges::max_element(v));
}

TEST_CASE("percentiles of 10 million values within 1 %", "[slow]") {
  for (int kind : {0, 1, 2}) {
    auto v = sample(kind, 10'000'000);
    for (float percentile : {99.0f, 99.9f, 99.99f}) {
      PercentileObserver o(percentile);
      feed(o, v, 65536);
      const auto exact = [&](double q) {
        const auto at =
            v.begin() + static_cast<std::ptrdiff_t>(std::ceil(q * static_cast<double>(v.size())) - 1);
        std::nth_element(v.begin(), at, v.end());
        return *at;
      };
      CAPTURE(kind, percentile);
      CHECK(o.range().high == Approx(exact(percentile / 100.0)).epsilon(0.01));
      CHECK(o.range().low == Approx(exact(1 - percentile / 100.0)).epsilon(0.01).margin(1e-30));
    }
  }
}

TEST_CASE("a moving average follows its formula") {
  MovingAverageObserver o(0.1f);
  float low = 0, high = 0;
  Rng rng(3);
  for (int batch = 0; batch < 50; ++batch) {
    std::vector<float> v(10);
    for (float& x : v) x = rng.normal();
    const auto [l, h] = std::ranges::minmax(v);
    low = batch == 0 ? l : low + 0.1f * (l - low);
    high = batch == 0 ? h : high + 0.1f * (h - high);
    o.observe(v);
  }
  CHECK(o.range().low == Approx(low));
  CHECK(o.range().high == Approx(high));
}

TEST_CASE("the histogram's error is the error of its values within 1 %") {
  for (int kind : {0, 1}) {
    const auto v = sample(kind, 200000);
    Histogram histogram;
    histogram.add(v);
    for (int bits : {2, 4, 8})
      for (float limit : {0.5f, 2.0f, 5.0f}) {
        const QuantParams p = choose_params(-limit, limit, {bits, true}, Scheme::symmetric);
        CAPTURE(kind, bits, limit);
        CHECK(mean_squared_error(histogram, p, {bits, true}, Scheme::symmetric) ==
              Approx(exact_error(v, {-limit, limit}, {bits, true}, Scheme::symmetric)).epsilon(0.01));
      }
  }
}

TEST_CASE("the MSE range is within 1 % of the best error that a search over all values finds") {
  for (Scheme scheme : {Scheme::affine, Scheme::symmetric})
    for (int kind : {0, 1, 2})
      for (int bits : {2, 3, 8}) {
        const auto v = sample(kind, 100000);
        const QuantType type{bits, false};
        MseObserver o(type, scheme);
        feed(o, v, 1000);
        const auto [low, high] = std::ranges::minmax(v);
        double best = INFINITY;
        for (double share = 1; share > 1e-6; share *= 0.96)
          best = std::min(
              best, exact_error(v, {static_cast<float>(share * low), static_cast<float>(share * high)}, type,
                                scheme));
        CAPTURE(kind, bits, scheme);
        CHECK(exact_error(v, o.range(), type, scheme) <= 1.01 * best);
      }
}

TEST_CASE("clipping beats min-max where there are outliers") {
  auto v = sample(0, 100000);
  v[500] = 300;
  const QuantType type{8, false};
  for (auto kind : {ObserverConfig::percentile, ObserverConfig::entropy}) {
    const auto o = make_observer({.kind = kind}, type, Scheme::affine);
    o->observe(v);
    v[500] = 0;  // judged by the others
    CHECK(exact_error(v, o->range(), type, Scheme::affine) <
          0.05 * exact_error(v, {-5, 300}, type, Scheme::affine));
    v[500] = 300;
  }
}

TEST_CASE("entropy keeps the range of values that fill it evenly, and cuts a long tail") {
  Rng rng(6);
  std::vector<float> even(200000), tail(200000);
  for (float& x : even) x = rng.uniform(-1, 1);
  for (float& x : tail) x = -std::log(1 - rng.uniform());
  tail[0] = 60;
  EntropyObserver of_even({8, false}), of_tail({8, false});
  of_even.observe(even);
  of_tail.observe(tail);
  CHECK(of_even.range().high > 0.95f);
  CHECK(of_tail.range().high < 30);
  CHECK(of_tail.range().high > 5);
  CHECK(of_tail.range().low >= 0);
}

TEST_CASE("merging is seeing one after the other") {
  const auto v = sample(0, 9000);
  const std::span<const float> all(v);
  for (auto kind : {ObserverConfig::minmax, ObserverConfig::moving_average, ObserverConfig::percentile,
                    ObserverConfig::mse, ObserverConfig::entropy}) {
    const ObserverConfig config{.kind = kind, .momentum = 0.05f};
    const auto make = [&] { return make_observer(config, {8, true}, Scheme::affine); };
    const auto whole = make(), first = make(), second = make(), none = make();
    feed(*whole, all, 100);
    feed(*first, all.first(4000), 100);
    feed(*second, all.subspan(4000), 100);
    first->merge(*second);
    first->merge(*none);
    none->merge(*first);
    CAPTURE(static_cast<int>(kind));
    CHECK(none->range().low == Approx(whole->range().low).epsilon(1e-4));
    CHECK(none->range().high == Approx(whole->range().high).epsilon(1e-4));
  }
  MinMaxObserver minmax;
  MovingAverageObserver average;
  CHECK_THROWS_AS(minmax.merge(average), ValueError);
}

TEST_CASE("what observers refuse") {
  MinMaxObserver minmax;
  CHECK_THROWS_AS(minmax.range(), ValueError);
  CHECK_THROWS_WITH(minmax.observe(std::vector<float>{1, NAN}), Catch::Contains("value 1"));
  PercentileObserver percentile;
  CHECK_THROWS_AS(percentile.range(), ValueError);
  CHECK_THROWS_WITH(percentile.observe(std::vector<float>{1, 2, INFINITY}), Catch::Contains("value 2"));
  CHECK_THROWS_AS(PercentileObserver(101), ValueError);
  CHECK_THROWS_AS(MovingAverageObserver(0), ValueError);
}

TEST_CASE("constants, zeros, negative values and denormals") {
  for (float c : {0.0f, 3.0f, -2.0f, 1e-41f})
    for (auto kind : {ObserverConfig::percentile, ObserverConfig::mse, ObserverConfig::entropy}) {
      const auto o = make_observer({.kind = kind}, {8, false}, Scheme::affine);
      o->observe(std::vector<float>(100, c));
      CAPTURE(c, static_cast<int>(kind));
      const Range r = o->range();
      const QuantParams p =
          choose_params(std::min(r.low, r.high), std::max(r.low, r.high), {8, false}, Scheme::affine);
      CHECK(dequantize(quantize(c, p, {8, false}, Scheme::affine), p) ==
            Approx(c).epsilon(0.01).margin(1e-40));
    }
}
