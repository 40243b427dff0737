#include "modules/quantization/fake_quant_run.h"

#include <algorithm>
#include <cmath>

namespace tt::quant {

void quantize_run(const float* __restrict x, float* __restrict y, std::int64_t count, Steps s) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

void gradient_run(const float* __restrict x, const float* __restrict dy, float* __restrict dx,
                  std::int64_t count, Steps s) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

double scale_sum(const float* x, const float* dy, std::int64_t count, Steps s) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

double scale_divisor(std::int64_t values, Steps s) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

}  // namespace tt::quant
