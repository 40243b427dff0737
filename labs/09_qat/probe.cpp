#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/fake_quant.h"
#include "tinytensor/autograd/ops.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

const Shape shape{6, 40};
constexpr int values = 240;

std::vector<QuantFormat> formats(const std::vector<Granularity>& granularities) {
  std::vector<QuantFormat> all;
  for (Granularity g : granularities)
    for (int bits : {2, 3, 4, 8})
      for (Scheme scheme : {Scheme::affine, Scheme::symmetric})
        for (bool is_signed : {true, false}) all.push_back({{bits, is_signed}, scheme, g});
  return all;
}
const std::vector<Granularity> whole = {Granularity::per_tensor()},
                               pieces = {Granularity::per_channel(0), Granularity::per_channel(1),
                                         Granularity::per_group(7)};

std::string name_of(const QuantFormat& f) {
  return f.type.str() + (f.scheme == Scheme::affine ? " affine " : " symmetric ") + f.granularity.str();
}

void put_question(Rng& rng, Values& in, float scale, const std::vector<float>& x) {
  in.put("scale", scale);
  in.put(".zero point", rng.uniform());  // as a share of the codes
  in.put("x", x);
  in.put("dy", normals(rng, values));
}

// Every half step, exactly, for that is where rounding and clamping show; and values far outside.
void draw_values(Rng& rng, Values& in) {
  const float scale = std::ldexp(1.0f, between(rng, -6, 2));
  std::vector<float> x = {0, -0.0f, 1000 * scale, -1000 * scale, 3e38f, -3e38f};
  for (int step = -17; step <= 17; ++step) x.push_back((static_cast<float>(step) + 0.5f) * scale);
  while (x.size() < values) x.push_back(scale * (x.size() % 2 ? 4.0f : 60.0f) * rng.normal());
  for (std::size_t i = x.size() - 1; i > 0; --i)
    std::swap(x[i], x[rng.below(static_cast<std::uint32_t>(i + 1))]);
  put_question(rng, in, scale, x);
}

// Halves again, of a scale that is no power of two: whether x / scale is one depends on how it is rounded.
void draw_odd(Rng& rng, Values& in) {
  const float scale = rng.uniform(0.1f, 1);
  std::vector<float> x;
  for (int i = 0; i < values; ++i) x.push_back((static_cast<float>(i % 41 - 20) + 0.5f) * scale);
  put_question(rng, in, scale, x);
}

// For each tensor, channel or group: the scale, its half and its double in turn, and zero points from end to end.
std::vector<QuantParams> params_of(const Values& in, const QuantFormat& f) {
  std::vector<QuantParams> params;
  for (std::int64_t i = 0; i < ParamLayout(shape, f.granularity).count(); ++i) {
    const float factors[] = {1, 0.5f, 2}, scale = static_cast<float>(in.number("scale")) * factors[i % 3];
    const int codes = 1 << f.type.bits, start = static_cast<int>(in.number(".zero point") * codes);
    const int symmetric = f.type.is_signed ? 0 : codes / 2;
    params.push_back({scale, f.scheme == Scheme::symmetric
                                 ? symmetric
                                 : f.type.lowest() + (start + 3 * static_cast<int>(i)) % codes});
  }
  return params;
}

template <const std::vector<Granularity>& granularities>
void run_forward(const Values& in, Values& out) {
  for (const QuantFormat& f : formats(granularities))
    out.put(name_of(f), fake_quantize(tensor(in, "x", shape), f, params_of(in, f)).values());
}

template <const std::vector<Granularity>& granularities>
void run_backward(const Values& in, Values& out) {
  for (const QuantFormat& f : formats(granularities)) {
    const Tensor x = tensor(in, "x", shape).track();
    sum(fake_quantize(x, f, params_of(in, f)) * tensor(in, "dy", shape)).backward();
    out.put(name_of(f) + " dx", x.grad().values());
  }
}

// The learned step. The gradients of all formats are one answer, so that none is judged by a sum that happens
// to be small.
template <const std::vector<Granularity>& granularities>
void run_scale(const Values& in, Values& out) {
  std::vector<float> gradients;
  for (const QuantFormat& f : formats(granularities)) {
    std::vector<float> scales;
    std::vector<std::int32_t> zero_points;
    for (const QuantParams& p : params_of(in, f)) {
      scales.push_back(p.scale);
      zero_points.push_back(p.zero_point);
    }
    const Tensor x = tensor(in, "x", shape).track();
    const Tensor scale = Tensor::from(scales, {static_cast<int>(scales.size())}).track();
    sum(fake_quantize(x, f, scale, zero_points) * tensor(in, "dy", shape)).backward();
    const Tensor dscale = scale.grad();
    gradients.insert(gradients.end(), dscale.values().begin(), dscale.values().end());
  }
  out.put("dscale", gradients);
}

// What training saw is what is stored afterwards.
void run_stored(const Values& in, Values& out) {
  for (const QuantFormat& f : formats(pieces)) {
    const Tensor x = tensor(in, "x", shape);
    const std::vector<QuantParams> params = params_of(in, f);
    out.put(name_of(f) + " trained with", fake_quantize(x, f, params).values());
    out.put(name_of(f) + " stored", quantize(x, f, params).dequantize().values());
  }
}

std::vector<Promise> trained_is_stored(const Values&, const Values& out) {
  double largest = 0;
  for (const QuantFormat& f : formats(pieces)) {
    const auto &a = out.floats(name_of(f) + " trained with"), &b = out.floats(name_of(f) + " stored");
    for (std::size_t i = 0; i < b.size(); ++i)
      largest = i < a.size() ? std::max(largest, std::fabs(double{a[i]} - b[i])) : INFINITY;
  }
  return {{"what training sees is what is stored: they differ by nothing", 0, largest}};
}

// A layer of 3-bit weights that imitates a float one: converted after training, and trained through rounding.
constexpr int inputs = 24, outputs = 12, samples = 8, rounds = 200;

void draw_layer(Rng& rng, Values& in) {
  in.put("inputs", normals(rng, samples * inputs));
  in.put("weights", normals(rng, outputs * inputs));
}

void run_training(const Values& in, Values& out) {
  const QuantFormat format{{3, true}, Scheme::symmetric, Granularity::per_channel(0)};
  const Tensor x = tensor(in, "inputs", {samples, inputs}), w = tensor(in, "weights", {outputs, inputs});
  const Tensor target = linear(x, w, {});
  Tensor learned = w.clone(), scale = Tensor::uninitialized({outputs});
  const std::vector<Range> ranges = find_ranges(w, format.granularity);
  for (int o = 0; o < outputs; ++o) {
    const Range& range = ranges[static_cast<std::size_t>(o)];
    scale.data()[o] = choose_params(range.low, range.high, format.type, format.scheme).scale;
  }
  std::vector<float> losses;
  for (int round = 0; round <= rounds; ++round) {
    const Tensor tracked = learned.track(), step = scale.track();
    const Tensor y = linear(x, fake_quantize(tracked, format, step, std::vector<std::int32_t>(outputs)), {});
    const Tensor loss = mse_loss(y, target);
    losses.push_back(loss.item());
    loss.backward();
    for (int i = 0; i < outputs * inputs; ++i) learned.data()[i] -= 0.1f * tracked.grad().data()[i];
    for (int o = 0; o < outputs; ++o) scale.data()[o] -= 0.2f * step.grad().data()[o];
  }
  out.put("losses", losses);
}

std::vector<Promise> better_than_rounding(const Values&, const Values& out) {
  const auto& losses = out.floats("losses");
  return {
      {"accuracy: trained through rounding, 3 bits lose at most half of what they lose when rounded after",
       0.5 * losses.front(), *std::ranges::min_element(losses)}};
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"one scale for all", 1, draw_values, run_forward<whole>},
      {"by channel and by group", 1, draw_values, run_forward<pieces>},
      {"what training sees is what is stored", 1, draw_odd, run_stored, 0, trained_is_stored},
      {"one scale for all: gradient of x", 2, draw_values, run_backward<whole>},
      {"by channel and by group: gradient of x", 2, draw_values, run_backward<pieces>},
      {"one scale for all: gradient of the scale", 3, draw_values, run_scale<whole>, 1e-4},
      {"by channel and by group: gradients of the scales", 3, draw_values, run_scale<pieces>, 1e-4},
      // Another order of summation may round one weight the other way, some hundred steps later.
      {"a layer of 3 bits learns", 3, draw_layer, run_training, 0.05, better_than_rounding},
  };
}
