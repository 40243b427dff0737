#include "modules/quantization/integer_layer.h"

#include <cmath>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr int most_parts = 64;

IntegerTensor quantize_activations(const Tensor& x, const ActivationFormat& format) {
  IntegerTensor q{x.shape(), std::vector<std::uint8_t>(static_cast<std::size_t>(x.count())), format};
  const int parts = static_cast<int>(std::min<std::int64_t>(most_parts, x.count() / 4096 + 1));
  parallel_for(parts, [&](int part) {
    const std::int64_t end = part_begin(x.count(), parts, part + 1);
    for (std::int64_t i = part_begin(x.count(), parts, part); i < end; ++i) {
      if (std::isnan(x.data()[i]))
        throw ValueError("quantize: value " + std::to_string(i) + " of " + x.shape().str() + " is nan");
      q.stored[static_cast<std::size_t>(i)] =
          static_cast<std::uint8_t>(quantize(x.data()[i], format.params, format.type(), Scheme::affine));
    }
  });
  return q;
}

Tensor dequantize(const IntegerTensor& x) {
  Tensor y = Tensor::uninitialized(x.shape);
  for (std::size_t i = 0; i < x.stored.size(); ++i) y.data()[i] = dequantize(x.stored[i], x.format.params);
  return y;
}

}  // namespace tt::quant
