#pragma once
#include <memory>
#include <span>

#include "modules/quantization/histogram.h"

namespace tt::quant {

// Observes values, in bounded memory, and says which range of them the codes should span. Values outside it
// will be clamped: losing a few outliers buys smaller steps for all the others.
class Observer {
 public:
  virtual ~Observer() = default;
  // Throws ValueError naming the place of a NaN or an infinity.
  virtual void observe(std::span<const float> values) = 0;
  // Throws ValueError before the first value.
  virtual Range range() const = 0;
  // As if this had then seen all that other saw. Throws ValueError unless other is of the same kind.
  virtual void merge(const Observer& other) = 0;
};

// From the smallest to the largest value.
class MinMaxObserver : public Observer {
 public:
  void observe(std::span<const float> values) override;
  Range range() const override;
  void merge(const Observer& other) override;

 private:
  Range range_;
  bool seen_ = false;
};

// The smallest and largest of each batch, averaged: average += momentum * (batch - average). The first batch
// starts it.
class MovingAverageObserver : public Observer {
 public:
  explicit MovingAverageObserver(float momentum = 0.01f);  // throws ValueError outside (0, 1]
  void observe(std::span<const float> values) override;
  Range range() const override;
  void merge(const Observer& other) override;

 private:
  float momentum_;
  Range first_, average_;
  std::int64_t batches_ = 0;
};

// Observers whose range follows from a histogram of the values.
class HistogramObserver : public Observer {
 public:
  void observe(std::span<const float> values) override { histogram_.add(values); }
  void merge(const Observer& other) override;
  const Histogram& histogram() const { return histogram_; }

 protected:
  void check_seen() const;

 private:
  Histogram histogram_;
};

// From the (100 - percentile)th to the percentile-th percentile.
class PercentileObserver : public HistogramObserver {
 public:
  explicit PercentileObserver(float percentile = 99.9f);  // throws ValueError outside (50, 100]
  Range range() const override;

 private:
  float percentile_;
};

// The range whose codes have the smallest mean squared error.
class MseObserver : public HistogramObserver {
 public:
  MseObserver(QuantType type, Scheme scheme) : type_(type), scheme_(scheme) {}
  Range range() const override;

 private:
  QuantType type_;
  Scheme scheme_;
};

// The range that changes the distribution of the values least: the smallest Kullback-Leibler divergence
// between the values clamped to it and those merged into as many levels as there are codes (Migacz 2017).
class EntropyObserver : public HistogramObserver {
 public:
  explicit EntropyObserver(QuantType type) : type_(type) {}
  Range range() const override;

 private:
  QuantType type_;
};

struct ObserverConfig {
  enum Kind { minmax, moving_average, percentile, mse, entropy };
  Kind kind = minmax;
  float percentile_value = 99.9f;  // of percentile
  float momentum = 0.01f;          // of moving_average
};
std::unique_ptr<Observer> make_observer(const ObserverConfig& config, QuantType type, Scheme scheme);

// The mean squared error of the values in a histogram when they are stored with these params.
double mean_squared_error(const Histogram& values, QuantParams params, QuantType type, Scheme scheme);

}  // namespace tt::quant
