#include <malloc.h>

#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/observer.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int batches = 12;

void put_range(Values& out, const std::string& name, const Observer& observer) {
  answer(out, name, [&] {
    const Range r = observer.range();
    out.put(name, std::vector<float>{r.low, r.high});
  });
}

// Batches whose ends come early or late, on both sides of zero or on one; one of them empty, one of one value.
void draw_batches(Rng& rng, Values& in) {
  const int widest = between(rng, 4, batches - 1), empty = between(rng, 1, 3);
  for (const std::string kind : {"both", "above", "below"})
    for (int i = 0; i < batches; ++i) {
      std::vector<float> v = normals(rng,
                                     i == empty ? 0
                                     : i == 0   ? 1
                                                : between(rng, 5, 30),
                                     i == widest ? 9 : 1);
      for (float& x : v) x = kind == "above" ? 2 + std::fabs(x) : kind == "below" ? -2 - std::fabs(x) : x;
      in.put(kind + std::to_string(i), v);
    }
  in.put("momentum", rng.uniform(0.05f, 0.6f));
}

template <class Kind>
Kind make(const Values& in) {
  if constexpr (std::is_same_v<Kind, MovingAverageObserver>)
    return Kind(static_cast<float>(in.number("momentum")));
  else
    return Kind();
}

// The range after every batch, and what a batch with a NaN leaves behind.
template <class Kind>
void run_stream(const Values& in, Values& out) {
  for (const std::string kind : {"both", "above", "below"}) {
    Kind observer = make<Kind>(in);
    put_range(out, kind + " before", observer);
    observer.observe({});
    put_range(out, kind + " after a batch of none", observer);
    for (int i = 0; i < batches; ++i) {
      const std::string name = kind + std::to_string(i);
      observer.observe(in.floats(name));
      put_range(out, name, observer);
      const float bad[] = {-100, 100, i % 2 == 0 ? NAN : INFINITY};
      if (i % 4 == 3) answer(out, name + " and a batch that is not finite", [&] { observer.observe(bad); });
    }
  }
}

// Two or three observers that saw a part each, some of them nothing.
template <class Kind, class Other>
void run_merge(const Values& in, Values& out) {
  for (const std::string kind : {"both", "above", "below"})
    for (int cut : {0, 1, 5, 8, batches}) {
      Kind a = make<Kind>(in), b = make<Kind>(in), c = make<Kind>(in);
      for (int i = 0; i < batches; ++i)
        (i < cut ? a : i < cut + 3 ? b : c).observe(in.floats(kind + std::to_string(i)));
      const std::string name = kind + ", cut at " + std::to_string(cut);
      b.merge(c);
      a.merge(b);
      put_range(out, name, a);
      put_range(out, name + ", what was merged", c);
      a.observe(in.floats(kind + "4"));
      put_range(out, name + ", and seeing on", a);
      answer(out, name + ", another kind", [&] { a.merge(make<Other>(in)); });
    }
}

// Bytes asked of the system and not given back.
double held() {
  const struct mallinfo2 now = mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
}

// Many more values than an observer may keep.
void draw_long(Rng& rng, Values& in) {
  in.put("seed", rng.below(1u << 30));
  in.put("momentum", rng.uniform(0.01f, 0.1f));
}

template <class Kind>
void run_long(const Values& in, Values& out) {
  Rng rng(static_cast<std::uint64_t>(in.number("seed")));
  Kind observer = make<Kind>(in);
  std::vector<float> batch(20000);
  const double before = held();
  for (int i = 0; i < 60; ++i) {
    for (float& x : batch) x = 3 * rng.uniform() * rng.uniform() - 1;
    observer.observe(batch);
  }
  put_range(out, "range", observer);
  out.put("whole MB held", std::floor(std::max(held() - before, 0.0) / 1e6));
}

// So many that no percentile asked for falls on a whole rank, where rounding would decide.
// Values that are symmetric, skewed by a ReLU, one-sided below; far outliers on either side.
template <int count>
void draw_values(Rng& rng, Values& in) {
  const float size = std::ldexp(rng.uniform(0.5f, 1), between(rng, -8, 8));
  for (const std::string kind : {"normal", "relu", "below", "outliers", "low outliers"}) {
    std::vector<float> v(count);
    for (float& x : v) {
      const float n = size * rng.normal();
      x = kind == "relu" ? std::max(n, 0.0f) : kind == "below" ? -std::fabs(n) : n;
    }
    if (kind == "outliers") v[rng.below(count)] = 30 * size, v[rng.below(count)] = 12 * size;
    if (kind == "low outliers") v[rng.below(count)] = -40 * size, v[rng.below(count)] = -20 * size;
    in.put(kind, v);
  }
  in.put("percentile", rng.uniform(90, 98));
}

template <bool all>
void run_percentile(const Values& in, Values& out) {
  const auto asked = static_cast<float>(in.number("percentile"));
  for (float percentile : all ? std::vector<float>{100} : std::vector<float>{51, 75, asked, 99, 99.9f})
    for (const auto& [kind, value] : in.all()) {
      if (kind == "percentile") continue;
      PercentileObserver observer(percentile), rest(percentile);
      const std::string name = kind + ", " + std::to_string(percentile);
      put_range(out, name + " before", observer);
      const std::span<const float> v(in.floats(kind));
      observer.observe(v.first(v.size() / 4));
      rest.observe(v.subspan(v.size() / 4));
      observer.merge(rest);
      put_range(out, name, observer);
    }
}

double error_of(std::span<const float> values, Range r, QuantType type, Scheme scheme) {
  const QuantParams p = choose_params(r.low, r.high, type, scheme);
  double sum = 0;
  for (float v : values) sum += std::pow(double{v} - dequantize(quantize(v, p, type, scheme), p), 2);
  return sum / static_cast<double>(values.size());
}

struct Asked {
  std::string kind;
  QuantType type;
};
std::vector<Asked> asked(Scheme scheme) {
  if (scheme == Scheme::affine) return {{"outliers", {4, false}}, {"low outliers", {3, true}}};
  return {{"outliers", {4, false}}, {"relu", {3, true}}, {"normal", {3, true}}};
}

// The bound is 5 % above the error of the reference: questions are drawn in its process.
template <Scheme scheme>
void draw_mse(Rng& rng, Values& in) {
  draw_values<6000>(rng, in);
  for (const auto& [kind, type] : asked(scheme)) {
    MseObserver observer(type, scheme);
    observer.observe(in.floats(kind));
    in.put(kind + " bound", 1.05 * error_of(in.floats(kind), observer.range(), type, scheme));
  }
}

// Not the range itself, which has many near the best, but what it is for: the error of the values. Whatever
// is below the bound is as good as the bound.
template <Scheme scheme>
void run_mse(const Values& in, Values& out) {
  for (const auto& [kind, type] : asked(scheme)) {
    MseObserver observer(type, scheme);
    answer(out, kind + " before", [&] { observer.range(); });
    observer.observe(in.floats(kind));
    const double error = error_of(in.floats(kind), observer.range(), type, scheme);
    out.put(kind + ", error at most", std::max(error, in.number(kind + " bound")));
  }
}

std::vector<Promise> clipping(const Values& in, const Values& out) {
  const std::vector<float>& v = in.floats("outliers");
  const auto [low, high] = std::ranges::minmax(v);
  const double minmax = error_of(v, {low, high}, {4, false}, Scheme::affine);
  return {{"accuracy: with outliers, at most half of the error that min-max has at 4 bits", minmax / 2,
           out.number("outliers, error at most")}};
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"min-max, batch after batch", 1, draw_batches, run_stream<MinMaxObserver>},
      {"min-max, merged", 1, draw_batches, run_merge<MinMaxObserver, MovingAverageObserver>},
      {"min-max in bounded memory", 1, draw_long, run_long<MinMaxObserver>},
      {"moving average, batch after batch", 2, draw_batches, run_stream<MovingAverageObserver>, 1e-5},
      {"moving average, merged", 2, draw_batches, run_merge<MovingAverageObserver, MinMaxObserver>, 1e-5},
      {"moving average in bounded memory", 2, draw_long, run_long<MovingAverageObserver>, 1e-5},
      {"percentiles", 3, draw_values<4007>, run_percentile<false>, 0.005},
      {"percentile 100 is exact", 3, draw_values<4007>, run_percentile<true>},
      {"least error, affine", 4, draw_mse<Scheme::affine>, run_mse<Scheme::affine>, 0, clipping},
      {"least error, symmetric", 4, draw_mse<Scheme::symmetric>, run_mse<Scheme::symmetric>},
  };
}
