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
  // exercise: begin 3
  const auto& s = shape_;
  if (x.shape.rank() != 4 || x.shape[3] != s.in)
    throw shape_error("IntegerConv2D", "x is not [N, H, W, in]", x.shape, weight_.shape());
  const tt::kernels::ConvShape sizes{.images = x.shape[0],
                                     .height = x.shape[1],
                                     .width = x.shape[2],
                                     .in = s.in,
                                     .out = s.out,
                                     .kernel_h = s.kernel,
                                     .kernel_w = s.kernel,
                                     .stride = s.stride,
                                     .padding = s.padding,
                                     .groups = s.groups};
  if (sizes.height + 2 * s.padding < s.kernel || sizes.width + 2 * s.padding < s.kernel)
    throw shape_error("IntegerConv2D", "the image is smaller than the kernel", x.shape, weight_.shape());
  const std::vector<std::int8_t> w = codes_of(weight_);
  std::vector<std::int32_t> sums(static_cast<std::size_t>(sizes.images * sizes.out_image_count()));
  kernels::integer_conv2d(sizes, x.stored.data(), static_cast<std::uint8_t>(input().params.zero_point),
                          w.data(), sums.data());
  IntegerTensor y{{sizes.images, sizes.out_height(), sizes.out_width(), s.out},
                  std::vector<std::uint8_t>(sums.size()),
                  output()};
  stage_.run(sums, y.stored);
  return y;
  // exercise: end
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
