#include "modules/quantization/integer_pool.h"

#include <algorithm>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

IntegerPool2D::IntegerPool2D(Kind kind, const nn::Pool2D& pool, const ActivationFormat& format)
    : IntegerLayer(format, format),
      kind_(kind),
      kernel_(pool.kernel()),
      stride_(pool.stride()),
      padding_(pool.padding()),
      description_(pool.describe()),
      architecture_(pool.architecture()) {}

// One output: row and column are those of the window's first value, and may lie in the padding.
std::uint8_t IntegerPool2D::pool(const IntegerTensor& x, const std::uint8_t* image, int row, int column,
                                 int channel) const {
  const int zero = x.format.params.zero_point, height = x.shape[1], width = x.shape[2], channels = x.shape[3];
  int largest = 0, sum = 0;
  for (int h = std::max(row, 0); h < std::min(row + kernel_, height); ++h)
    for (int w = std::max(column, 0); w < std::min(column + kernel_, width); ++w) {
      const int code = image[(std::int64_t{h} * width + w) * channels + channel];
      largest = std::max(largest, code);
      sum += code - zero;
    }
  if (kind_ == max) return static_cast<std::uint8_t>(largest);
  const int count = kernel_ * kernel_, half = sum < 0 ? -(count / 2) : count / 2;
  return static_cast<std::uint8_t>(std::clamp(zero + (sum + half) / count, 0, x.format.type().highest()));
}

IntegerTensor IntegerPool2D::run(const IntegerTensor& x) const {
  if (x.shape.rank() != 4 || x.shape[1] + 2 * padding_ < kernel_ || x.shape[2] + 2 * padding_ < kernel_)
    throw shape_error(describe(), "x is not [N, H, W, C], or smaller than the kernel", x.shape);
  const int height = (x.shape[1] + 2 * padding_ - kernel_) / stride_ + 1;
  const int width = (x.shape[2] + 2 * padding_ - kernel_) / stride_ + 1, channels = x.shape[3];
  const Shape shape{x.shape[0], height, width, channels};
  IntegerTensor y{shape, std::vector<std::uint8_t>(static_cast<std::size_t>(shape.count())), x.format};
  const std::int64_t in_image = std::int64_t{x.shape[1]} * x.shape[2] * channels;
  parallel_for(x.shape[0], [&](int n) {
    const std::uint8_t* image = x.stored.data() + n * in_image;
    std::uint8_t* to = y.stored.data() + n * (std::int64_t{height} * width * channels);
    for (int h = 0; h < height; ++h)
      for (int w = 0; w < width; ++w)
        for (int c = 0; c < channels; ++c)
          *to++ = pool(x, image, h * stride_ - padding_, w * stride_ - padding_, c);
  });
  return y;
}

IntegerTensor IntegerFlatten::run(const IntegerTensor& x) const {
  if (x.shape.rank() < 1) throw shape_error("IntegerFlatten", "x is not [N, ...]", x.shape);
  int rest = 1;
  for (int axis = 1; axis < x.shape.rank(); ++axis) rest *= x.shape[axis];
  return {{x.shape[0], rest}, x.stored, x.format};
}

}  // namespace tt::quant
