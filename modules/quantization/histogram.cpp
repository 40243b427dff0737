#include "modules/quantization/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr int dropped_bits = 15;  // of a float's 32; 8 bits of its fraction stay
constexpr std::uint32_t bins = 1u << (32 - dropped_bits);
constexpr std::uint32_t negative = bins / 2;  // the first bin below 0; later bins lie further below

Histogram::Histogram() : counts_(bins) {}

void Histogram::add(std::span<const float> values) {
  if (values.empty()) return;
  const Range batch = range_of(values, "observe");
  range_ = count_ == 0 ? batch : Range{std::min(range_.low, batch.low), std::max(range_.high, batch.high)};
  for (float v : values) ++counts_[std::bit_cast<std::uint32_t>(v) >> dropped_bits];
  count_ += std::ssize(values);
}

void Histogram::merge(const Histogram& other) {
  if (other.count_ == 0) return;
  if (count_ == 0) range_ = other.range_;
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  range_ = {std::min(range_.low, other.range_.low), std::max(range_.high, other.range_.high)};
  count_ += other.count_;
}

void Histogram::for_bins(const std::function<void(double, double, std::int64_t)>& visit) const {
  const auto edge = [](std::uint32_t bin) { return double{std::bit_cast<float>(bin << dropped_bits)}; };
  // Finite values only: the bins above the largest float's are empty.
  for (std::uint32_t bin = bins - 1; bin >= negative; --bin)
    if (counts_[bin] > 0)
      visit(std::max(edge(bin + 1 == bins ? bin : bin + 1), double{range_.low}), edge(bin), counts_[bin]);
  for (std::uint32_t bin = 0; bin < negative; ++bin)
    if (counts_[bin] > 0) visit(edge(bin), std::min(edge(bin + 1), double{range_.high}), counts_[bin]);
}

float Histogram::quantile(double q) const {
  const double wanted = q * static_cast<double>(count_);
  double below = 0, found = range_.high;
  bool done = false;
  for_bins([&](double low, double high, std::int64_t count) {
    if (done) return;
    below += static_cast<double>(count);
    if (below < wanted) return;
    done = true;
    found = (low + high) / 2;
  });
  return std::clamp(static_cast<float>(found), range_.low, range_.high);
}

}  // namespace tt::quant
