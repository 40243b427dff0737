#include "modules/quantization/kernels/integer_conv2d.h"

#include <algorithm>
#include <vector>

#include "modules/quantization/kernels/fast_matmul.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::quant::kernels {

using tt::kernels::ConvShape;

void gather_windows(const ConvShape& s, const std::uint8_t* x, std::uint8_t x_zero, int row, int group,
                    std::uint8_t* windows) {
  // exercise: begin 1
  const int count = s.group_in();
  for (int column = 0; column < s.out_width(); ++column)
    for (int kh = 0; kh < s.kernel_h; ++kh)
      for (int kw = 0; kw < s.kernel_w; ++kw, windows += count) {
        const int h = row * s.stride + kh - s.padding, w = column * s.stride + kw - s.padding;
        if (h < 0 || h >= s.height || w < 0 || w >= s.width)
          std::fill_n(windows, count, x_zero);
        else
          std::copy_n(x + (std::int64_t{h} * s.width + w) * s.in + group * count, count, windows);
      }
  // exercise: end
}

// A convolution is a matrix product of its windows with its weights.
void integer_conv2d(const ConvShape& s, const std::uint8_t* x, std::uint8_t x_zero, const std::int8_t* w,
                    std::int32_t* y) {
  // exercise: begin 2
  const int window = s.kernel_h * s.kernel_w * s.group_in(), columns = s.out_width();
  parallel_for(s.images, [&](int image) {
    std::vector<std::uint8_t> windows(static_cast<std::size_t>(std::int64_t{columns} * window));
    std::vector<std::int32_t> sums(static_cast<std::size_t>(std::int64_t{columns} * s.group_out()));
    for (int row = 0; row < s.out_height(); ++row)
      for (int group = 0; group < s.groups; ++group) {
        gather_windows(s, x + image * s.image_count(), x_zero, row, group, windows.data());
        fast_matmul(windows.data(), w + std::int64_t{group} * s.group_out() * window, sums.data(), columns,
                    window, s.group_out());
        std::int32_t* to =
            y + image * s.out_image_count() + std::int64_t{row} * columns * s.out + group * s.group_out();
        for (int column = 0; column < columns; ++column)
          std::copy_n(sums.data() + std::int64_t{column} * s.group_out(), s.group_out(),
                      to + std::int64_t{column} * s.out);
      }
  });
  // exercise: end
}

}  // namespace tt::quant::kernels
