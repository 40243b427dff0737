#include "autograder/probe/probe.h"
#include "modules/quantization/kernels/integer_conv2d.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int width = 32, zero = 101;
constexpr float scale = 0.0149f;  // of [-1.5, 2.3], as in the handout

// A row of pixels whose ends are far from 0; a window of three adds them up.
void draw_pixels(Values& in) {
  in.put("pixel", ramp(0, width - 1, width));
  std::vector<int> codes;
  for (int i = 0; i < width; ++i) codes.push_back(zero + (i < 12 ? 60 : i < 22 ? -70 + 15 * (i - 12) : 110));
  in.put_integers("codes", codes);
}

void run_pixels(const Values& in, Values& out) {
  const std::vector<std::uint8_t> x(in.integers("codes").begin(), in.integers("codes").end());
  const std::vector<std::int8_t> w(9, 1);  // the rows above and below are padding
  std::vector<std::int32_t> sums(width);
  quant::kernels::integer_conv2d({.height = 1, .width = width, .kernel_h = 3, .kernel_w = 3, .padding = 1},
                                 x.data(), zero, w.data(), sums.data());
  std::vector<float> pixels, floats, integers;
  for (int i = 0; i < width; ++i) {
    const auto pixel = [&](int at) {
      return at < 0 || at >= width ? 0 : scale * static_cast<float>(x[at] - zero);
    };
    pixels.push_back(pixel(i));
    floats.push_back(pixel(i - 1) + pixel(i) + pixel(i + 1));
    integers.push_back(scale * static_cast<float>(sums[static_cast<std::size_t>(i)] - 9 * zero));
  }
  out.put("pixels", pixels);
  out.put("sum of three: floats, padded with 0", floats);
  out.put("sum of three: codes, padded with the zero point", integers);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"A window of three pixels, also beyond the border", draw_pixels, run_pixels}};
}
