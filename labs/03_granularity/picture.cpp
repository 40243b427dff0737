#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/quantized_tensor.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int rows = 16, width = 101, values = 256;

void draw_channels(Values& in) { in.put("channel", ramp(0, rows - 1, rows)); }

// Each channel half as large as the one before; its root mean squared error as a share of its largest value.
std::vector<float> errors(Granularity granularity) {
  Tensor x = Tensor::uninitialized({rows, width});
  for (int r = 0; r < rows; ++r)
    for (int i = 0; i < width; ++i) x.data()[r * width + i] = std::ldexp(ramp(-1, 1, width)[i], -r);
  const Tensor y = quantize(x, {{}, Scheme::symmetric, granularity}).dequantize();
  std::vector<float> all;
  for (int r = 0; r < rows; ++r) {
    double sum = 0;
    for (int i = r * width; i < (r + 1) * width; ++i) sum += std::pow(double{x.data()[i]} - y.data()[i], 2);
    all.push_back(static_cast<float>(std::ldexp(100 * std::sqrt(sum / width), r)));
  }
  return all;
}

void run_channels(const Values&, Values& out) {
  out.put("error in % of the channel: one scale for all", errors(Granularity::per_tensor()));
  out.put("error in % of the channel: a scale for each", errors(Granularity::per_channel(0)));
}

// One value far larger than all others of its row.
void draw_row(Values& in) {
  std::vector<float> x;
  for (int i = 0; i < values; ++i) x.push_back(i == 100 ? 3 : static_cast<float>(37 * i % 101 - 50) / 100);
  in.put("place in the row", ramp(0, values - 1, values));
  in.put("x", x);
}

void run_row(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {1, values});
  const auto error = [&](const std::string& name, Granularity granularity) {
    const Tensor y = quantize(x, {{4, true}, Scheme::symmetric, granularity}).dequantize();
    std::vector<float> all;
    for (int i = 0; i < values; ++i) all.push_back(y.data()[i] - x.data()[i]);
    out.put(name, all);
  };
  error("error: one scale for the row", Granularity::per_channel(0));
  error("error: a scale for every 32", Granularity::per_group(32));
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"Channels of very different sizes, as int8", draw_channels, run_channels},
          {"A row with one outlier, at place 100, as int4", draw_row, run_row}};
}
