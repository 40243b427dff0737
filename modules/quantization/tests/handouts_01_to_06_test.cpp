#include "modules/quantization/error.h"
#include "modules/quantization/integer_matmul.h"
#include "modules/quantization/linear.h"
#include "modules/quantization/observer.h"
#include "modules/quantization/requantize.h"
#include "modules/quantization/tests/handout.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/linear.h"

using namespace tt;
using namespace tt::quant;
using namespace tt::quant::handouts;

TEST_CASE("the handout of lab 01 is right", "[handouts]") {
  const Handout handout("01_affine");
  const QuantParams p = choose_params(-1.5f, 2.3f, int8, Scheme::affine);
  handout.says("scale = (2.3 + 1.5) / 255 = {:.4f}", p.scale);
  handout.says("-128 + 101 = **{}**", p.zero_point);
  handout.says("Half a step is {:.5f}", p.scale / 2);
  for (float x : {0.42f, 1.0f, 2.3f, -1.5f, 3.0f}) {
    const int code = quantize(x, p, int8, Scheme::affine);
    const float back = dequantize(code, p);
    handout.says("| {} | {:.2f} |", x, x / p.scale);
    handout.says("{} | {:.4f} | {:.4f} |", code, back, std::fabs(back - x));
  }
  const QuantParams s = choose_params(-1.5f, 2.3f, int8, Scheme::symmetric);
  const int code = quantize(0.42f, s, int8, Scheme::symmetric);
  handout.says(
      "scale = 2.3 / 127 = {:.4f} and zero_point = {}. Now 0.42 is {:.2f} steps, code {}, and comes back as "
      "{:.4f}",
      s.scale, s.zero_point, 0.42f / s.scale, code, dequantize(code, s));
  const int given = quantize(0.42f, {0.025f, 0}, int8, Scheme::symmetric);
  handout.says("is 16.8 steps; code **{}**, which comes back as {}", given, dequantize(given, {0.025f, 0}));
}

TEST_CASE("the handout of lab 02 is right", "[handouts]") {
  const Handout handout("02_error");
  const ErrorMeasures e =
      measure_error(Tensor::from({2, 1, -1, 0}, {4}), Tensor::from({1.9f, 1.2f, -1.1f, 0}, {4}));
  handout.says("the size of -0.2 | **{:.1f}** |", e.max);
  handout.says("/ 4 | **{:.1f}** |", e.mean);
  handout.says("sqrt(0.015) | **{:.4f}** |", e.rms);
  handout.says("10 log10(100) | **{:.0f} dB** |", e.sqnr_db);
  handout.says("6.1 / 6.1287 | **{:.4f}** |", e.cosine);
  handout.says("scale / sqrt(12): {:.4f} for the scale 0.0149", 3.8 / 255 / std::sqrt(12));
}

TEST_CASE("the handout of lab 03 is right", "[handouts]") {
  const Handout handout("03_granularity");
  const Tensor x = Tensor::from({0.6f, -1.27f, 0.25f, 1, 0.022f, 0.01f, -0.04f, 0.03f}, {2, 4});
  const QuantizedTensor one = quantize(x, {int8, Scheme::symmetric, Granularity::per_tensor()});
  const QuantizedTensor each = quantize(x, {int8, Scheme::symmetric, Granularity::per_channel(0)});
  const auto second = [](const QuantizedTensor& q) {
    const std::vector<std::int32_t> all = q.stored();
    return list(std::vector<std::int32_t>(all.begin() + 4, all.end()));
  };
  handout.says("scale 1.27 / 127 = {}. The second row becomes {}:", plain(one.scales()[0], 6), second(one));
  handout.says("0.04 / 127 = {:.6f} and becomes {}. Its error is at most {:.5f}", each.scales()[1],
               second(each), each.scales()[1] / 2);
  handout.says("Of 0.022 the first scheme gives back {}, the second {}.",
               plain(one.dequantize().data()[4], 6), plain(each.dequantize().data()[4], 6));
  const ParamLayout runs({2, 3, 4}, Granularity::per_channel(1));
  handout.says("Value 5 is in run 1: it ends at {}, params {}.", runs.run_at(5).end, runs.run_at(5).param);
  handout.says("params 3 % 3 = {} again, up to {}.", runs.run_at(12).param, runs.run_at(12).end);
  handout.says("run 5, params {}, end {}.", runs.run_at(23).param, runs.run_at(23).end);
  const ParamLayout groups({2, 7}, Granularity::per_group(3));
  std::vector<std::int64_t> params, ends;
  for (std::int64_t at = 0; at < 14; at = ends.back()) {
    params.push_back(groups.run_at(at).param);
    ends.push_back(groups.run_at(at).end);
  }
  handout.says("| params | {} | | end | {} |", list(params, " | "), list(ends, " | "));
}

TEST_CASE("the handout of lab 04 is right", "[handouts]") {
  const Handout handout("04_calibration");
  const std::vector<float> usual = {-1, 2}, wide = {-3, 4};
  MovingAverageObserver all(0.1f), mine(0.1f), other(0.1f);
  all.observe(usual);
  all.observe(wide);
  handout.says("-1 + 0.1 * (-3 + 1) = {} | 2 + 0.1 * (4 - 2) = {} |", plain(all.range().low, 4),
               plain(all.range().high, 4));
  all.observe(usual);
  handout.says("= {} | 2.2 + 0.1 * (2 - 2.2) = {} |", plain(all.range().low, 4), plain(all.range().high, 4));
  mine.observe(usual);
  other.observe(wide);
  other.observe(usual);
  handout.says("moves to -3 + 0.1 * 2 = {} and 4 - 0.1 * 2 = {}.", plain(other.range().low, 4),
               plain(other.range().high, 4));
  mine.merge(other);
  handout.says("(-1 + 3) = **{}**, high = 3.8 + 0.81 * (2 - 4) = **{}**", plain(mine.range().low, 4),
               plain(mine.range().high, 4));
}

TEST_CASE("the handout of lab 05 is right", "[handouts]") {
  const Handout handout("05_linear");
  const QuantParams p{0.025f, 0};
  const Tensor w = Tensor::from({0.42f, -1, 0.11f, 2}, {2, 2}), x = Tensor::from({2, 1}, {1, 2}),
               bias = Tensor::from({0.5f, -0.2f}, {2});
  const QuantizedTensor q = quantize(w, {int8, Scheme::symmetric, {}}, std::span(&p, 1));
  const Tensor back = q.dequantize(), y = QuantizedLinear(q, bias)(x), right = matmul(x, transpose(w)) + bias;
  handout.says("stored {} {} back {:.3f} {:.3f}", q.stored(0), q.stored(1), back.data()[0], back.data()[1]);
  handout.says("{} {} {:.3f} {:.3f}", q.stored(2), q.stored(3), back.data()[2], back.data()[3]);
  handout.says("0.84 - 1.00 + 0.5 = {:.2f} | 0.85 - 1.00 + 0.5 = {:.2f} | {:.2f} |", right.data()[0],
               y.data()[0], std::fabs(right.data()[0] - y.data()[0]));
  handout.says("0.22 + 2.00 - 0.2 = {:.2f} | 0.20 + 2.00 - 0.2 = {:.2f} | {:.2f} |", right.data()[1],
               y.data()[1], std::fabs(right.data()[1] - y.data()[1]));
  handout.says("{} in place of {}", q.nbytes(), 4 * q.count());
}

TEST_CASE("the handout of lab 06 is right", "[handouts]") {
  const Handout handout("06_integer");
  const std::vector<std::uint8_t> a = {130, 120, 255};
  const std::vector<std::int8_t> b = {10, -20, 5};
  std::vector<std::int32_t> c(1), plain_sum(1);
  integer_matmul(a, 128, b, -3, c, 1, 3, 1);
  integer_matmul(a, 0, b, 0, plain_sum, 1, 3, 1);
  handout.says("| directly | 2 * 13 + (-8) * (-17) + 127 * 8 | **{}** |", c[0]);
  handout.says("1300 - 2400 + 1275 | {} |", plain_sum[0]);
  handout.says("| together | | **{}** |", c[0]);
  const Multiplier m = make_multiplier(0.02 * 0.005 / 0.0149);
  handout.says("0.02 * 0.005 / 0.0149 = {:.7f}", 0.02 * 0.005 / 0.0149);
  handout.says("shift {}, mantissa round(0.8590604 * 2^31) = {}", m.shift, thousands(m.mantissa));
  const std::int32_t high = saturating_rounding_doubling_high_mul(c[0], m.mantissa);
  handout.says("rounded {}. 3. Divided by 2^7: 7.906, rounded {}.", high,
               rounding_divide_by_power_of_two(high, -m.shift));
  const int code = requantize(c[0], m, 101, 0, 255);
  handout.says("8 + 101 = {}. It comes back as 0.0149 * ({} - 101) = {:.4f}", code, code,
               dequantize(code, {0.0149f, 101}));
}
