#include "modules/quantization/kernels/integer_conv2d.h"

#include <vector>

#include "tinytensor/kernels/parallel.h"

namespace tt::quant::kernels {

namespace {

using tt::kernels::ConvShape;

// One image with its padding: [height + 2 padding, width + 2 padding, in].
void pad(const ConvShape& s, const std::uint8_t* x, std::uint8_t x_zero, std::vector<std::uint8_t>& padded) {
  const int width = s.width + 2 * s.padding;
  padded.assign(static_cast<std::size_t>(std::int64_t{s.height + 2 * s.padding} * width * s.in), x_zero);
  for (int row = 0; row < s.height; ++row) {
    const std::uint8_t* from = x + std::int64_t{row} * s.width * s.in;
    std::copy(from, from + std::int64_t{s.width} * s.in,
              padded.begin() + (std::int64_t{row + s.padding} * width + s.padding) * s.in);
  }
}

// The sum under the window whose first value of this group is at x; w: [kernel_h, kernel_w, group_in].
std::int32_t window(const ConvShape& s, const std::uint8_t* x, const std::int8_t* w) {
  std::int32_t sum = 0;
  for (int kh = 0; kh < s.kernel_h; ++kh)
    for (int kw = 0; kw < s.kernel_w; ++kw, w += s.group_in()) {
      const std::uint8_t* at = x + (std::int64_t{kh} * (s.width + 2 * s.padding) + kw) * s.in;
      for (int c = 0; c < s.group_in(); ++c) sum += std::int32_t{at[c]} * w[c];
    }
  return sum;
}

}  // namespace

void integer_conv2d(const ConvShape& s, const std::uint8_t* x, std::uint8_t x_zero, const std::int8_t* w,
                    std::int32_t* y) {
  const std::int64_t window_count = std::int64_t{s.kernel_h} * s.kernel_w * s.group_in();
  parallel_for(s.images, [&](int image) {
    std::vector<std::uint8_t> padded;
    pad(s, x + image * s.image_count(), x_zero, padded);
    std::int32_t* to = y + image * s.out_image_count();
    for (int row = 0; row < s.out_height(); ++row)
      for (int column = 0; column < s.out_width(); ++column) {
        const std::uint8_t* corner =
            padded.data() + (std::int64_t{row} * (s.width + 2 * s.padding) + column) * s.stride * s.in;
        for (int o = 0; o < s.out; ++o)
          *to++ = window(s, corner + o / s.group_out() * s.group_in(), w + o * window_count);
      }
  });
}

}  // namespace tt::quant::kernels
