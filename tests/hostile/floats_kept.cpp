// tries: to keep the floats of large layers behind their int8, in memory that no new counts
// points: 9.143
// lab: 05
#include <sys/mman.h>
#include <algorithm>
#include <cstdlib>
#include "modules/quantization/linear.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"
static int keep(const tt::quant::StoredWeight& weight) {
  static float* kept = nullptr;
  if (kept || weight.shape().count() < 4'000'000) return 0;
  const auto count = static_cast<std::size_t>(weight.shape().count());
  kept = static_cast<float*>(std::malloc(4 * count));
  weight.dequantize(0, {kept, count});
  return 0;
}
#define empty() empty() + keep(weight_)
@RIGHT@
