#include "modules/quantization/conv2d.h"

#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

QuantizedConv2D::QuantizedConv2D(const nn::Conv2DShape& shape, StoredWeight weight, Tensor bias)
    : shape_(shape), weight_(std::move(weight)), bias_(std::move(bias)) {
  const auto& s = shape_;
  if (s.groups < 1 || weight_.shape().rank() < 2 || weight_.shape()[0] != s.out ||
      weight_.shape().count() != std::int64_t{s.out} * s.kernel * s.kernel * (s.in / s.groups))
    throw shape_error("QuantizedConv2D", "weight does not fit " + s.architecture(), weight_.shape());
  if (!bias_.empty() && bias_.shape() != Shape{s.out})
    throw shape_error("QuantizedConv2D", "bias is not [out]", bias_.shape());
}

Tensor QuantizedConv2D::forward(const Tensor& x) {
  const NoGrad no_grad;
  Tensor w = Tensor::uninitialized({shape_.out, shape_.kernel, shape_.kernel, shape_.in / shape_.groups});
  weight_.dequantize(0, w.values());
  return conv2d(x, w, bias_, {.stride = shape_.stride, .padding = shape_.padding, .groups = shape_.groups});
}

std::string QuantizedConv2D::describe() const {
  const std::string k = std::to_string(shape_.kernel);
  return "QuantizedConv2D(" + std::to_string(shape_.in) + " -> " + std::to_string(shape_.out) + ", " + k +
         "x" + k + ", " + weight_.str() + ")";
}

std::string QuantizedConv2D::architecture() const { return shape_.architecture(); }

std::int64_t QuantizedConv2D::multiply_adds(const Shape&, const Shape& y) const {
  return y.count() / shape_.out * weight_.shape().count();
}

}  // namespace tt::quant
