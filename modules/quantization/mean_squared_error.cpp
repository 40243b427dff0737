#include <algorithm>
#include <cmath>

#include "modules/quantization/observer.h"

namespace tt::quant {

// The integral of (t - round(t))^2 from 0 to u. Each whole step adds 1/12; near a code it is cubic.
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
    double error;  // mean over the bin, its values taken as evenly spread
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

}  // namespace tt::quant
