#include "modules/quantization/integer_conv2d.h"

#include "modules/quantization/conv2d.h"
#include "modules/quantization/kernels/integer_conv2d.h"
#include "modules/quantization/stored_weight.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

IntegerConv2D::IntegerConv2D(const nn::Conv2DShape& shape, QuantizedTensor weight,
                             std::span<const std::int32_t> bias, const ActivationFormat& input,
                             const ActivationFormat& output, Activation activation)
    : IntegerLayer(input, output),
      shape_(shape),
      weight_(std::move(weight)),
      stage_(weight_, bias, input, output, activation) {
  if (weight_.shape() != Shape{shape.out, shape.kernel, shape.kernel, shape.in / shape.groups})
    throw shape_error("IntegerConv2D", "weight does not fit " + shape.architecture(), weight_.shape());
}

IntegerTensor IntegerConv2D::run(const IntegerTensor& x) const {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

std::string IntegerConv2D::describe() const {
  const std::string k = std::to_string(shape_.kernel);
  return "IntegerConv2D(" + std::to_string(shape_.in) + " -> " + std::to_string(shape_.out) + ", " + k + "x" +
         k + ", " + StoredWeight(weight_).str() + suffix(stage_.activation()) + ")";
}

std::string IntegerConv2D::architecture() const {
  return shape_.architecture() + suffix(stage_.activation());
}

std::int64_t IntegerConv2D::multiply_adds(const Shape&, const Shape& y) const {
  return y.count() / shape_.out * weight_.count();
}

}  // namespace tt::quant
