#include "autograder/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tt::autograder {

double Axis::share(double value) const { return std::clamp((value - low) / (high - low), 0.0, 1.0); }

std::vector<double> Axis::ticks(int most) const {
  const double least = (high - low) / most, power = std::pow(10, std::floor(std::log10(least)));
  double step = 10 * power;
  for (double times : {5, 2, 1})
    if (times * power >= least) step = times * power;
  std::vector<double> all;
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i) all.push_back(i * step);
  return all;
}

Axis axis_around(const std::vector<double>& values, double margin) {
  Axis axis{INFINITY, -INFINITY};
  for (double v : values) {
    if (!std::isfinite(v)) continue;
    axis.low = std::min(axis.low, v);
    axis.high = std::max(axis.high, v);
  }
  if (axis.low > axis.high) return {};
  const double width = axis.high - axis.low;
  const double more = width > 1e-9 * std::fabs(axis.high) ? margin * width : 0.5 + 0.1 * std::fabs(axis.high);
  return {axis.low - more, axis.high + more};
}

std::string number_text(double value) { return fmt::format("{:.6g}", value == 0 ? 0.0 : value); }

}  // namespace tt::autograder
