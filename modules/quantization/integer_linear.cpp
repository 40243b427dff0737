#include "modules/quantization/integer_linear.h"

#include "modules/quantization/kernels/fast_matmul.h"
#include "modules/quantization/stored_weight.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

IntegerLinear::IntegerLinear(QuantizedTensor weight, std::span<const std::int32_t> bias,
                             const ActivationFormat& input, const ActivationFormat& output,
                             Activation activation)
    : IntegerLayer(input, output),
      weight_(std::move(weight)),
      stage_(weight_, bias, input, output, activation) {
  if (weight_.shape().rank() != 2)
    throw shape_error("IntegerLinear", "weight is not [out, in]", weight_.shape());
}

IntegerTensor IntegerLinear::run(const IntegerTensor& x) const {
  const int out = weight_.shape()[0], in = weight_.shape()[1];
  if (x.shape.rank() != 2 || x.shape[1] != in)
    throw shape_error("IntegerLinear", "x is not [N, in]", x.shape, weight_.shape());
  const int rows = x.shape[0], parts = rows / 64 + 1;
  const std::vector<std::int8_t> w = codes_of(weight_);
  std::vector<std::int32_t> sums(static_cast<std::size_t>(std::int64_t{rows} * out));
  parallel_for(parts, [&](int part) {
    const std::int64_t first = part_begin(rows, parts, part), end = part_begin(rows, parts, part + 1);
    kernels::fast_matmul(x.stored.data() + first * in, w.data(), sums.data() + first * out,
                         static_cast<int>(end - first), in, out);
  });
  IntegerTensor y{{rows, out}, std::vector<std::uint8_t>(sums.size()), output()};
  stage_.run(sums, y.stored);
  return y;
}

std::string IntegerLinear::describe() const {
  return "IntegerLinear(" + std::to_string(weight_.shape()[1]) + " -> " + std::to_string(weight_.shape()[0]) +
         ", " + StoredWeight(weight_).str() + suffix(stage_.activation()) + ")";
}

std::string IntegerLinear::architecture() const {
  return "linear " + std::to_string(weight_.shape()[1]) + " " + std::to_string(weight_.shape()[0]) +
         suffix(stage_.activation());
}

std::int64_t IntegerLinear::multiply_adds(const Shape& x, const Shape&) const {
  return x.dim(0) * weight_.count();
}

}  // namespace tt::quant
