#include "modules/quantization/kernels/integer_conv2d.h"

#include <algorithm>
#include <vector>

#include "modules/quantization/kernels/fast_matmul.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::quant::kernels {

using tt::kernels::ConvShape;

void gather_windows(const ConvShape& s, const std::uint8_t* x, std::uint8_t x_zero, int row, int group,
                    std::uint8_t* windows) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

// A convolution is a matrix product of its windows with its weights.
void integer_conv2d(const ConvShape& s, const std::uint8_t* x, std::uint8_t x_zero, const std::int8_t* w,
                    std::int32_t* y) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

}  // namespace tt::quant::kernels
