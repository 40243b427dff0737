#include "modules/quantization/integer_layer.h"

#include <algorithm>
#include <cmath>

#include "modules/quantization/kernels/quantize.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

IntegerTensor quantize_activations(const Tensor& x, const ActivationFormat& format) {
  IntegerTensor q{x.shape(), std::vector<std::uint8_t>(static_cast<std::size_t>(x.count())), format};
  parallel_ranges(x.count(), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      if (std::isnan(x.data()[i]))
        throw ValueError("quantize: value " + std::to_string(i) + " of " + x.shape().str() + " is nan");
    kernels::quantize(x.data() + begin, q.stored.data() + begin, end - begin, format.params, 0,
                      format.type().highest());
  });
  return q;
}

Tensor dequantize(const IntegerTensor& x) {
  Tensor y = Tensor::uninitialized(x.shape);
  parallel_ranges(y.count(), [&](std::int64_t begin, std::int64_t end) {
    kernels::dequantize(x.stored.data() + begin, y.data() + begin, end - begin, x.format.params, false);
  });
  return y;
}

}  // namespace tt::quant
