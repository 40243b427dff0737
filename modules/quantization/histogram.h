#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "modules/quantization/quantized_tensor.h"

namespace tt::quant {

// How many values of each size were seen, in bounded memory (1 MB): a bin for each sign, power of two and
// 1/256 of the way to the next, which are just the first 17 bits of a float. So a bin is at most 0.4 % wide,
// however far outliers reach, and two histograms are merged by adding.
class Histogram {
 public:
  Histogram();
  void add(std::span<const float> values);  // throws ValueError naming the place of a NaN or an infinity
  void merge(const Histogram& other);

  std::int64_t count() const { return count_; }
  Range range() const { return range_; }  // exact; [0, 0] before the first value
  // The value that a share q (0 to 1) of all values does not exceed, within 0.2 %.
  float quantile(double q) const;
  // Calls visit(low, high, count) for every nonempty bin, in increasing order.
  void for_bins(const std::function<void(double, double, std::int64_t)>& visit) const;

 private:
  std::vector<std::int64_t> counts_;
  std::int64_t count_ = 0;
  Range range_;
};

}  // namespace tt::quant
