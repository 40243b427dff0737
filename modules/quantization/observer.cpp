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
  // exercise: begin 1
  if (values.empty()) return;
  const Range batch = range_of(values, "observe");
  range_ = seen_ ? both(range_, batch) : batch;
  seen_ = true;
  // exercise: end
}

Range MinMaxObserver::range() const {
  // exercise: begin 1
  check(seen_);
  return range_;
  // exercise: end
}

void MinMaxObserver::merge(const Observer& other) {
  // exercise: begin 1
  const auto& o = same_kind<MinMaxObserver>(other);
  if (o.seen_) range_ = seen_ ? both(range_, o.range_) : o.range_;
  seen_ = seen_ || o.seen_;
  // exercise: end
}

MovingAverageObserver::MovingAverageObserver(float momentum) : momentum_(momentum) {
  if (!(momentum > 0 && momentum <= 1))
    throw ValueError("MovingAverageObserver: momentum is outside 0 to 1: " + std::to_string(momentum));
}

void MovingAverageObserver::observe(std::span<const float> values) {
  // exercise: begin 2
  if (values.empty()) return;
  const Range batch = range_of(values, "observe");
  if (batches_++ == 0) first_ = average_ = batch;
  average_.low += momentum_ * (batch.low - average_.low);
  average_.high += momentum_ * (batch.high - average_.high);
  // exercise: end
}

Range MovingAverageObserver::range() const {
  check(batches_ > 0);
  return average_;
}

// After n batches an average still holds a share (1 - momentum)^n of what it started from. other started from
// its own first batch; merged, it is to start from this average.
void MovingAverageObserver::merge(const Observer& other) {
  // exercise: begin 2
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
  // exercise: end
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
  // exercise: begin 3
  check_seen();
  if (percentile_ == 100) return histogram().range();
  return {histogram().quantile(1 - percentile_ / 100.0), histogram().quantile(percentile_ / 100.0)};
  // exercise: end
}

// Tries a grid of ranges, from the whole one to a thousandth of it, again from the best, then finer grids
// around the best. A symmetric range has one size, so both its ends shrink together.
Range MseObserver::range() const {
  // exercise: begin 4
  check_seen();
  Range best = histogram().range();
  double least = INFINITY;
  const auto attempt = [&](Range r) {
    const QuantParams params = choose_params(std::min(r.low, 0.0f), std::max(r.high, 0.0f), type_, scheme_);
    if (const double e = mean_squared_error(histogram(), params, type_, scheme_); e < least)
      least = e, best = r;
  };
  struct Grid {
    float step;  // each range is so much of the one before
    int first, last;
  };
  for (const Grid grid :
       {Grid{0.6f, 0, 14}, {0.6f, 0, 14}, {0.88f, -4, 4}, {0.968f, -4, 4}, {0.992f, -4, 4}}) {
    const Range center = best;
    for (int i = grid.first; i <= grid.last; ++i)
      for (int j = grid.first; j <= grid.last; ++j)
        if (scheme_ == Scheme::affine || i == j)
          attempt({center.low * std::pow(grid.step, static_cast<float>(i)),
                   center.high * std::pow(grid.step, static_cast<float>(j))});
  }
  return best;
  // exercise: end
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
