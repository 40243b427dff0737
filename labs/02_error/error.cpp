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
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

float mean_error(const Tensor& x, const Tensor& y) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

float rms_error(const Tensor& x, const Tensor& y) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

float sqnr_db(const Tensor& x, const Tensor& y) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

float cosine_similarity(const Tensor& x, const Tensor& y) {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

ErrorMeasures measure_error(const Tensor& x, const Tensor& y) {
  return {max_error(x, y), mean_error(x, y), rms_error(x, y), sqnr_db(x, y), cosine_similarity(x, y)};
}

}  // namespace tt::quant
