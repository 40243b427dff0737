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
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

Range MinMaxObserver::range() const {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

void MinMaxObserver::merge(const Observer& other) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

MovingAverageObserver::MovingAverageObserver(float momentum) : momentum_(momentum) {
  if (!(momentum > 0 && momentum <= 1))
    throw ValueError("MovingAverageObserver: momentum is outside 0 to 1: " + std::to_string(momentum));
}

void MovingAverageObserver::observe(std::span<const float> values) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

Range MovingAverageObserver::range() const {
  check(batches_ > 0);
  return average_;
}

// After n batches an average still holds a share (1 - momentum)^n of what it started from. other started from
// its own first batch; merged, it is to start from this average.
void MovingAverageObserver::merge(const Observer& other) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
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
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

// Tries a grid of ranges, from the whole one to a thousandth of it, again from the best, then finer grids
// around the best. A symmetric range has one size, so both its ends shrink together.
Range MseObserver::range() const {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
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
