#include "tinytensor/nn/conv2d.h"

#include <algorithm>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/init.h"
#include "tinytensor/tensor/error.h"

namespace tt::nn {

Conv2D::Conv2D(const Conv2DShape& s, Rng& rng) : shape_(s) {
  check_sizes("Conv2D", {s.in, s.out, s.kernel, s.stride, s.groups});
  if (s.padding < 0) throw ValueError("Conv2D: padding is negative: " + std::to_string(s.padding));
  if (s.in % s.groups != 0 || s.out % s.groups != 0)
    throw ValueError("Conv2D: " + std::to_string(s.groups) + " groups do not divide " + std::to_string(s.in) +
                     " -> " + std::to_string(s.out) + " channels");
  const int window = s.kernel * s.kernel;
  weight = glorot_uniform({s.out, s.kernel, s.kernel, s.in / s.groups}, s.in / s.groups * window,
                          s.out / s.groups * window, rng)
               .track();
  bias = Tensor::zeros({s.out}).track();
}

Tensor Conv2D::forward(const Tensor& x) { return forward(x, {}); }

Tensor Conv2D::forward(const Tensor& x, const Epilogue& epilogue) {
  return conv2d(x, weight, bias,
                {.stride = shape_.stride, .padding = shape_.padding, .groups = shape_.groups}, epilogue);
}

static std::string options(const Conv2DShape& s, const char* separator) {
  std::string text;
  if (s.stride != 1) text += separator + ("stride " + std::to_string(s.stride));
  if (s.padding != 0) text += separator + ("padding " + std::to_string(s.padding));
  if (s.groups != 1) text += separator + ("groups " + std::to_string(s.groups));
  return text;
}

std::string Conv2D::describe() const {
  const std::string k = std::to_string(shape_.kernel);
  return "Conv2D(" + std::to_string(shape_.in) + " -> " + std::to_string(shape_.out) + ", " + k + "x" + k +
         options(shape_, ", ") + ")";
}

std::string Conv2DShape::architecture() const {
  return "conv " + std::to_string(in) + " " + std::to_string(out) + " " + std::to_string(kernel) +
         options(*this, " ");
}

kernels::ConvShape Conv2DShape::over(const Shape& image, const std::string& op) const {
  if (image.rank() != 3 || image[2] != in || std::min(image[0], image[1]) + 2 * padding < kernel)
    throw shape_error(op, architecture() + " does not fit the image", image);
  return {1, image[0], image[1], in, out, kernel, kernel, stride, padding, groups};
}

void Conv2D::visit(Visitor& v) {
  v.parameter("weight", weight);
  v.parameter("bias", bias);
}

std::int64_t Conv2D::multiply_adds(const Shape&, const Shape& y) const {
  return y.count() / shape_.out * weight.count();
}

}  // namespace tt::nn
