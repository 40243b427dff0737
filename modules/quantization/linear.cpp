#include "modules/quantization/linear.h"

#include <algorithm>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr std::int64_t tile = 1 << 16;  // weights that are floats at the same time

QuantizedLinear::QuantizedLinear(StoredWeight weight, Tensor bias)
    : weight_(std::move(weight)), bias_(std::move(bias)) {
  // exercise: begin 1
  if (weight_.shape().rank() != 2)
    throw shape_error("QuantizedLinear", "weight is not [out, in]", weight_.shape());
  if (!bias_.empty() && bias_.shape() != Shape{weight_.shape()[0]})
    throw shape_error("QuantizedLinear", "weight and bias do not fit", weight_.shape(), bias_.shape());
  // exercise: end
}

Tensor QuantizedLinear::forward(const Tensor& x) {
  // exercise: begin 2
  const int out = weight_.shape()[0], in = weight_.shape()[1];
  if (x.rank() != 2 || x.dim(1) != in)
    throw shape_error("QuantizedLinear", "x is not [N, in]", x.shape(), weight_.shape());
  const NoGrad no_grad;
  const int rows = static_cast<int>(std::clamp<std::int64_t>(tile / std::max(in, 1), 1, std::max(out, 1)));
  Tensor y = Tensor::uninitialized({x.dim(0), out});
  for (int first = 0; first < out; first += rows) {
    const int some = std::min(rows, out - first);
    Tensor w = Tensor::uninitialized({some, in});
    weight_.dequantize(std::int64_t{first} * in, w.values());
    const Tensor part = linear(x, w, {});
    for (int n = 0; n < x.dim(0); ++n)
      for (int o = 0; o < some; ++o)
        y.data()[std::int64_t{n} * out + first + o] =
            part.data()[std::int64_t{n} * some + o] + (bias_.empty() ? 0 : bias_.data()[first + o]);
  }
  return y;
  // exercise: end
}

std::string QuantizedLinear::describe() const {
  // exercise: begin 3
  const Shape& w = weight_.shape();
  return "QuantizedLinear(" + std::to_string(w[1]) + " -> " + std::to_string(w[0]) + ", " + weight_.str() +
         ")";
  // exercise: end
}

std::string QuantizedLinear::architecture() const {
  // exercise: begin 3
  return "linear " + std::to_string(weight_.shape()[1]) + " " + std::to_string(weight_.shape()[0]);
  // exercise: end
}

std::int64_t QuantizedLinear::multiply_adds(const Shape& x, const Shape&) const {
  // exercise: begin 3
  return x.dim(0) * weight_.shape().count();
  // exercise: end
}

}  // namespace tt::quant
