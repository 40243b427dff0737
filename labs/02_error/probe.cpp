#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/error.h"
#include "modules/quantization/params.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

// Sums are in double, in any order: what remains is the rounding of the result to a float.
constexpr double float_rounding = 1e-6;

using Measure = float (*)(const Tensor&, const Tensor&);

// Pairs of every kind: small errors and large ones, of either sign, in one value only; very small and very
// large values; values and errors of which a mistake would not see the difference if they were of one sign.
void draw_pairs(Rng& rng, Values& in) {
  int number = 0;
  const auto pair = [&](const std::vector<float>& x, const std::vector<float>& y) {
    in.put("x" + std::to_string(number), x);
    in.put("y" + std::to_string(number++), y);
  };
  for (float size : {1.0f, 1e-20f, 1e18f, 0.01f})
    for (float error : {0.001f, 0.3f, 3.0f}) {
      const float middle = rng.normal();  // errors and values are not centred
      std::vector<float> x = normals(rng, between(rng, 40, 90), size), y = x;
      for (float& v : y) v += error * size * (rng.normal() + middle);
      pair(x, y);
    }
  std::vector<float> x = normals(rng, 60), y = x;
  y[rng.below(60)] += rng.uniform(1, 2);
  pair(x, y);
  y = x;
  y[rng.below(60)] -= rng.uniform(3, 4);
  pair(x, y);
  pair({rng.uniform(1, 2)}, {rng.uniform(-2, -1)});
}

template <Measure measure>
void run_pairs(const Values& in, Values& out) {
  for (int i = 0; in.find("x" + std::to_string(i)); ++i) {
    const std::vector<float>&x = in.floats("x" + std::to_string(i)), &y = in.floats("y" + std::to_string(i));
    const Shape shape{static_cast<int>(x.size())};
    const Tensor a = Tensor::from(x, shape), b = Tensor::from(y, shape);
    out.put(std::to_string(i), measure(a, b));
    out.put(std::to_string(i) + " the other way round", measure(b, a));
  }
}

// Nothing but zeros, equal tensors, tensors without values, shapes that differ: among ordinary pairs.
void draw_edges(Rng& rng, Values& in) {
  in.put("x", normals(rng, 12));
  in.put("y", normals(rng, 12));
  in.put("zeros", std::vector<float>(12));
}

template <Measure measure>
void run_edges(const Values& in, Values& out) {
  const auto ask = [&](const std::string& name, const Tensor& a, const Tensor& b) {
    answer(out, name, [&] { out.put(name, measure(a, b)); });
  };
  const Tensor x = tensor(in, "x", {3, 4}), y = tensor(in, "y", {3, 4}), zeros = tensor(in, "zeros", {3, 4});
  ask("x and y", x, y);
  ask("x and x", x, x);
  ask("x and zeros", x, zeros);
  ask("zeros and y", zeros, y);
  ask("zeros and zeros", zeros, zeros);
  ask("[3, 4] and [4, 3]", x, y.view({4, 3}));
  ask("[3, 4] and [12]", x, y.view({12}));
  ask("a tensor without values", Tensor::zeros({0, 4}), Tensor::zeros({0, 4}));
}

// One error so large that a float's sum loses all that come after it, and so many of those that it shows.
// power: of two, by which it is larger; squares need half of it.
void draw_many(Rng& rng, Values& in) {
  in.put("size", rng.uniform(0.5f, 2));
  in.put("error", rng.uniform(0.01f, 0.02f));
  in.put("seed", rng.below(1u << 30));
}

template <Measure measure, int power>
void run_many(const Values& in, Values& out) {
  Rng rng(static_cast<std::uint64_t>(in.number("seed")));
  const auto size = static_cast<float>(in.number("size")), error = static_cast<float>(in.number("error"));
  Tensor x = Tensor::uninitialized({100000}), y = x.clone();
  for (float& v : x.values()) v = size * (1 + rng.uniform());
  for (std::int64_t i = 0; i < x.count(); ++i) y.data()[i] = x.data()[i] - error * (1 + rng.uniform());
  y.data()[0] = x.data()[0] - std::ldexp(error, power);
  out.put("100,000 values", measure(x, y));
}

// Each bit more is worth about 6 dB.
void draw_bits(Rng& rng, Values& in) { in.put("x", normals(rng, 4000)); }

// There and back by the functions of lab 01.
Tensor there_and_back(const Tensor& x, QuantParams params, QuantType type) {
  Tensor y = x.clone();
  for (float& v : y.values()) v = dequantize(quantize(v, params, type, Scheme::affine), params);
  return y;
}

QuantParams params_of(const Tensor& x, QuantType type) {
  const auto [low, high] = std::ranges::minmax(x.values());
  return choose_params(low, high, type, Scheme::affine);
}

void run_bits(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {4000});
  for (int bits = 1; bits <= 12; ++bits) {
    const QuantType type = {bits, true};
    out.put(std::to_string(bits) + " bits", sqnr_db(x, there_and_back(x, params_of(x, type), type)));
  }
}

// The mean error of eight bits, as promised in lab 01, now by one's own measure.
void run_roundtrip(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {4000});
  const QuantParams params = params_of(x, {});
  const Tensor y = there_and_back(x, params, {});
  out.put("scale", params.scale);
  out.put("max", max_error(x, y));
  out.put("mean", mean_error(x, y));
}

std::vector<Promise> roundtrip_error(const Values&, const Values& out) {
  const double scale = out.number("scale");
  return {{"roundtrip error: every value within scale / 2", scale / 2 * 1.0001, out.number("max")},
          {"roundtrip error: under 0.5 % of the range on average", 0.005 * 255 * scale, out.number("mean")}};
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"largest error", 1, draw_pairs, run_pairs<max_error>, float_rounding},
      {"mean error", 1, draw_pairs, run_pairs<mean_error>, float_rounding},
      {"largest error at the edges", 1, draw_edges, run_edges<max_error>, float_rounding},
      {"mean error at the edges", 1, draw_edges, run_edges<mean_error>, float_rounding},
      {"mean error of many values", 1, draw_many, run_many<mean_error, 27>, float_rounding},
      {"eight bits, there and back", 1, draw_bits, run_roundtrip, float_rounding, roundtrip_error},
      {"rms error", 2, draw_pairs, run_pairs<rms_error>, float_rounding},
      {"rms error at the edges", 2, draw_edges, run_edges<rms_error>, float_rounding},
      {"rms error of many values", 2, draw_many, run_many<rms_error, 14>, float_rounding},
      {"SQNR", 3, draw_pairs, run_pairs<sqnr_db>, float_rounding},
      {"SQNR at the edges", 3, draw_edges, run_edges<sqnr_db>, float_rounding},
      {"SQNR by bits", 3, draw_bits, run_bits, float_rounding},
      {"cosine", 4, draw_pairs, run_pairs<cosine_similarity>, float_rounding},
      {"cosine at the edges", 4, draw_edges, run_edges<cosine_similarity>, float_rounding},
      {"cosine of many values", 4, draw_many, run_many<cosine_similarity, 14>, float_rounding},
  };
}
