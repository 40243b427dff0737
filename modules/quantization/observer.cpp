#include "modules/quantization/observer.h"

#include <algorithm>
#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

static void check(bool seen) {
  if (!seen) throw ValueError("range: the observer has seen no values");
}

template <class Kind>
static const Kind& same_kind(const Observer& other) {
  const auto* same = dynamic_cast<const Kind*>(&other);
  if (!same) throw ValueError("merge: the observers are of different kinds");
  return *same;
}

static Range both(Range a, Range b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

void MinMaxObserver::observe(std::span<const float> values) {
  if (values.empty()) return;
  const Range batch = range_of(values, "observe");
  range_ = seen_ ? both(range_, batch) : batch;
  seen_ = true;
}

Range MinMaxObserver::range() const {
  check(seen_);
  return range_;
}

void MinMaxObserver::merge(const Observer& other) {
  const auto& o = same_kind<MinMaxObserver>(other);
  if (o.seen_) range_ = seen_ ? both(range_, o.range_) : o.range_;
  seen_ = seen_ || o.seen_;
}

MovingAverageObserver::MovingAverageObserver(float momentum) : momentum_(momentum) {
  if (!(momentum > 0 && momentum <= 1))
    throw ValueError("MovingAverageObserver: momentum is outside 0 to 1: " + std::to_string(momentum));
}

void MovingAverageObserver::observe(std::span<const float> values) {
  if (values.empty()) return;
  const Range batch = range_of(values, "observe");
  if (batches_++ == 0) first_ = average_ = batch;
  average_.low += momentum_ * (batch.low - average_.low);
  average_.high += momentum_ * (batch.high - average_.high);
}

Range MovingAverageObserver::range() const {
  check(batches_ > 0);
  return average_;
}

// After n batches an average still holds a share (1 - momentum)^n of what it started from. other started from
// its own first batch; here it starts from this average.
void MovingAverageObserver::merge(const Observer& other) {
  const auto& o = same_kind<MovingAverageObserver>(other);
  if (o.batches_ == 0) return;
  if (batches_ == 0) {
    *this = o;
    return;
  }
  const auto share = static_cast<float>(std::pow(1.0 - o.momentum_, o.batches_));
  average_ = {o.average_.low + share * (average_.low - o.first_.low),
              o.average_.high + share * (average_.high - o.first_.high)};
  batches_ += o.batches_;
}

void HistogramObserver::merge(const Observer& other) {
  histogram_.merge(same_kind<HistogramObserver>(other).histogram_);
}

void HistogramObserver::check_seen() const { check(histogram_.count() > 0); }

PercentileObserver::PercentileObserver(float percentile) : percentile_(percentile) {
  if (!(percentile > 50 && percentile <= 100))
    throw ValueError("PercentileObserver: the percentile is outside 50 to 100: " +
                     std::to_string(percentile));
}

Range PercentileObserver::range() const {
  check_seen();
  if (percentile_ == 100) return histogram().range();
  return {histogram().quantile(1 - percentile_ / 100.0), histogram().quantile(percentile_ / 100.0)};
}

// The integral of (t - round(t))^2 from 0 to u. Each whole step adds 1/12; within half a step of a code it is
// cubic.
static double rounding_error(double u) {
  const double whole = std::nearbyint(u), rest = u - whole;
  return whole / 12 + rest * rest * rest / 3;
}

double mean_squared_error(const Histogram& values, QuantParams params, QuantType type, Scheme scheme) {
  const double scale = params.scale;
  const double low = scale * (type.lowest(scheme) - params.zero_point),
               high = scale * (type.highest() - params.zero_point);
  double sum = 0;
  values.for_bins([&](double from, double to, std::int64_t count) {
    const double middle = (from + to) / 2, width = (to - from) / scale;
    double error;  // mean over the bin, its values taken to lie evenly
    if (middle < low || middle > high) {
      const double beyond = middle < low ? low - middle : middle - high;
      error = beyond * beyond;
    } else if (width < 1e-9) {
      const double rest = middle / scale - std::nearbyint(middle / scale);
      error = scale * scale * rest * rest;
    } else {
      error = scale * scale * (rounding_error(to / scale) - rounding_error(from / scale)) / width;
    }
    sum += static_cast<double>(count) * error;
  });
  return sum / static_cast<double>(std::max<std::int64_t>(values.count(), 1));
}

// Each end is searched on its own, the other held, twice: first in steps that find the surroundings of the
// minimum, where the error is flat, then in finer ones.
Range MseObserver::range() const {
  check_seen();
  Range best = histogram().range();
  const auto error = [&](Range r) {
    return mean_squared_error(histogram(),
                              choose_params(std::min(r.low, 0.0f), std::max(r.high, 0.0f), type_, scheme_),
                              type_, scheme_);
  };
  double least = error(best);
  const auto scan = [&](float Range::*end, float from, float factor, int count) {
    Range r = best;
    for (r.*end = from; count > 0; --count, r.*end *= factor)
      if (const double e = error(r); e < least) least = e, best = r;
  };
  const Range all = best;
  for (int round = 0; round < 2; ++round)
    for (auto [end, from] : {std::pair{&Range::high, all.high}, {&Range::low, all.low}}) {
      scan(end, from, 0.917f, 160);  // down to a millionth
      scan(end, best.*end * 1.09f, 0.99f, 18);
    }
  return best;
}

std::unique_ptr<Observer> make_observer(const ObserverConfig& config, QuantType type, Scheme scheme) {
  switch (config.kind) {
    case ObserverConfig::minmax:
      return std::make_unique<MinMaxObserver>();
    case ObserverConfig::moving_average:
      return std::make_unique<MovingAverageObserver>(config.momentum);
    case ObserverConfig::percentile:
      return std::make_unique<PercentileObserver>(config.percentile_value);
    case ObserverConfig::mse:
      return std::make_unique<MseObserver>(type, scheme);
    default:
      return std::make_unique<EntropyObserver>(type);
  }
}

}  // namespace tt::quant
