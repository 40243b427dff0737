#include "modules/quantization/error.h"

#include <algorithm>
#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

// The sum of f(x, y) over all values.
template <class F>
static double sum_over(const char* op, const Tensor& x, const Tensor& y, F f) {
  if (x.shape() != y.shape()) throw shape_error(op, "the shapes differ", x.shape(), y.shape());
  double sum = 0;
  for (std::int64_t i = 0; i < x.count(); ++i) sum += f(double{x.data()[i]}, double{y.data()[i]});
  return sum;
}

static double squared_error(double x, double y) { return (x - y) * (x - y); }

static double mean(double sum, const Tensor& x) {
  return sum / static_cast<double>(std::max<std::int64_t>(x.count(), 1));
}

float max_error(const Tensor& x, const Tensor& y) {
  // exercise: begin 1
  double largest = 0;
  sum_over("max_error", x, y,
           [&](double a, double b) { return largest = std::max(largest, std::fabs(a - b)); });
  return static_cast<float>(largest);
  // exercise: end
}

float mean_error(const Tensor& x, const Tensor& y) {
  // exercise: begin 1
  return static_cast<float>(
      mean(sum_over("mean_error", x, y, [](double a, double b) { return std::fabs(a - b); }), x));
  // exercise: end
}

float rms_error(const Tensor& x, const Tensor& y) {
  // exercise: begin 2
  return static_cast<float>(std::sqrt(mean(sum_over("rms_error", x, y, squared_error), x)));
  // exercise: end
}

float sqnr_db(const Tensor& x, const Tensor& y) {
  // exercise: begin 3
  const double noise = sum_over("sqnr_db", x, y, squared_error);
  const double signal = sum_over("sqnr_db", x, y, [](double a, double) { return a * a; });
  return noise == 0 ? INFINITY : static_cast<float>(10 * std::log10(signal / noise));
  // exercise: end
}

float cosine_similarity(const Tensor& x, const Tensor& y) {
  // exercise: begin 4
  const double xx = sum_over("cosine_similarity", x, y, [](double a, double) { return a * a; });
  const double yy = sum_over("cosine_similarity", x, y, [](double, double b) { return b * b; });
  const double xy = sum_over("cosine_similarity", x, y, [](double a, double b) { return a * b; });
  if (xx == 0 || yy == 0) return xx == yy ? 1.0f : 0.0f;
  return static_cast<float>(xy / (std::sqrt(xx) * std::sqrt(yy)));
  // exercise: end
}

ErrorMeasures measure_error(const Tensor& x, const Tensor& y) {
  return {max_error(x, y), mean_error(x, y), rms_error(x, y), sqnr_db(x, y), cosine_similarity(x, y)};
}

}  // namespace tt::quant
