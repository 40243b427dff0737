#include <algorithm>
#include <cmath>
#include <numeric>

#include "modules/quantization/observer.h"

namespace tt::quant {

namespace {

constexpr int bins = 2048;

// For each i, how many values have a size of i to i + 1 steps, with `bins` steps from 0 to peak. Zeros are
// left out: they are exact whatever the range, and after a ReLU they would outweigh all else.
std::vector<double> sizes(const Histogram& values, double peak) {
  std::vector<double> counts(bins);
  values.for_bins([&](double low, double high, std::int64_t count) {
    double from = std::min(std::fabs(low), std::fabs(high)) / peak * bins;
    const double to = std::max(std::fabs(low), std::fabs(high)) / peak * bins;
    if (to < 1e-30) return;
    for (const double width = to - from;
         from < to || width == 0;) {  // spreads the count over the steps that it covers
      const int i = std::min(static_cast<int>(from), bins - 1);
      const double end = i == bins - 1 ? to : std::min<double>(i + 1, to);
      counts[static_cast<std::size_t>(i)] +=
          static_cast<double>(count) * (width == 0 ? 1 : (end - from) / width);
      if (width == 0) break;
      from = end;
    }
  });
  return counts;
}

// sum of p log(p / q). p: counts[0, kept), with all beyond added to the last; q: counts merged into levels,
// each spread over its nonempty steps.
double divergence(std::span<const double> counts, int kept, int levels, double total) {
  const double outside = std::accumulate(counts.begin() + kept, counts.end(), 0.0);
  const double inside = total - outside;
  double sum = 0;
  for (int level = 0; level < levels; ++level) {
    const int begin = static_cast<int>(std::int64_t{level} * kept / levels);
    const int end = static_cast<int>(std::int64_t{level + 1} * kept / levels);
    const auto part = counts.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    const double mass = std::accumulate(part.begin(), part.end(), 0.0);
    const auto filled = std::ranges::count_if(part, [](double c) { return c > 0; });
    for (int i = begin; i < end; ++i) {
      const double c = counts[static_cast<std::size_t>(i)], p = (c + (i == kept - 1 ? outside : 0)) / total;
      if (p == 0) continue;
      const double q = c > 0 ? mass / static_cast<double>(filled) / inside : 1e-9;
      sum += p * std::log(p / q);
    }
  }
  return sum;
}

}  // namespace

Range EntropyObserver::range() const {
  check_seen();
  const auto [low, high] = histogram().range();
  const double peak = std::max(-double{low}, double{high});
  if (peak == 0) return {0, 0};
  const int levels = std::min(low < 0 && high > 0 ? 1 << (type_.bits - 1) : 1 << type_.bits, bins);
  const std::vector<double> counts = sizes(histogram(), peak);
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  int best_kept = bins;
  double best = INFINITY;
  for (int kept = levels; kept <= bins; ++kept)
    if (const double d = divergence(counts, kept, levels, total); d < best) best = d, best_kept = kept;
  const auto limit = static_cast<float>(peak * best_kept / bins);
  return {std::max(low, -limit), std::min(high, limit)};
}

}  // namespace tt::quant
