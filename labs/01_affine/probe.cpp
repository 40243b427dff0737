#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/params.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int ranges = 40, values = 200;

// Every type that a byte holds.
std::vector<QuantType> types(Scheme scheme) {
  std::vector<QuantType> all;
  for (int bits = scheme == Scheme::symmetric ? 2 : 1; bits <= 8; ++bits)
    for (bool is_signed : {true, false}) all.push_back({bits, is_signed});
  return all;
}

// Both sides of zero, one side only, a point, nothing but zero, very small and very large.
void draw_ranges(Rng& rng, Values& in) {
  std::vector<float> low = {0, 0, -1, 2, -3, -1.5f, 1e-30f, -1e30f},
                     high = {0, 1, 0, 5, -2, 2.3f, 2e-30f, 3e30f};
  for (float& end : high) end *= end == 0 ? 1 : rng.uniform(0.9f, 1.1f);
  for (float width :
       {6.0f, 14.0f, 510.0f}) {  // 2, 3 and 8 bits: the zero point lies half way between two codes
    low.push_back(-1);
    high.push_back(width - 1);
  }
  while (low.size() < ranges) {
    const float middle = 2 * rng.normal(), width = std::fabs(rng.normal()) + 0.01f;
    low.push_back(middle - width);
    high.push_back(middle + width);
  }
  in.put("low", low);
  in.put("high", high);
}

template <Scheme scheme>
void run_ranges(const Values& in, Values& out) {
  for (QuantType type : types(scheme)) {
    std::vector<float> scales;
    std::vector<int> zero_points;
    for (std::size_t i = 0; i < in.floats("low").size(); ++i) {
      const QuantParams p = choose_params(in.floats("low")[i], in.floats("high")[i], type, scheme);
      scales.push_back(p.scale);
      zero_points.push_back(p.zero_point);
    }
    out.put(type.str() + " scale", scales);
    out.put_integers(type.str() + " zero_point", zero_points);
  }
}

// Among them every half step, where rounding shows, and values outside the codes.
void draw_values(Rng& rng, Values& in) {
  const float scale = std::ldexp(1.0f, between(rng, -6, 2));  // so that halves are exactly halves
  std::vector<float> x = {0, -0.0f, 1e9f, -1e9f, 3e38f, -3e38f};
  for (int step = -20; step <= 20; ++step) x.push_back((static_cast<float>(step) + 0.5f) * scale);
  while (x.size() < values) x.push_back(scale * 100 * rng.normal());
  in.put("scale", scale);
  in.put(".zero point's place", rng.uniform());
  in.put("x", x);
}

int zero_point_of(const Values& in, QuantType type, Scheme scheme) {
  if (scheme == Scheme::symmetric) return type.is_signed ? 0 : 1 << (type.bits - 1);
  return type.lowest() + static_cast<int>(in.number(".zero point's place") * (1 << type.bits));
}

template <Scheme scheme>
void run_quantize(const Values& in, Values& out) {
  for (QuantType type : types(scheme)) {
    const QuantParams p{static_cast<float>(in.number("scale")), zero_point_of(in, type, scheme)};
    std::vector<std::int32_t> codes;
    for (float x : in.floats("x")) codes.push_back(quantize(x, p, type, scheme));
    out.put_integers(type.str() + ", zero point " + std::to_string(p.zero_point) + ", codes", codes);
  }
}

void draw_codes(Rng& rng, Values& in) {
  in.put("scale", rng.uniform(0.001f, 3.0f));
  in.put(".zero point's place", rng.uniform());
}

void run_dequantize(const Values& in, Values& out) {
  for (QuantType type : types(Scheme::affine)) {
    const QuantParams p{static_cast<float>(in.number("scale")), zero_point_of(in, type, Scheme::affine)};
    std::vector<float> x;
    for (int code = type.lowest(); code <= type.highest(); ++code) x.push_back(dequantize(code, p));
    out.put(type.str() + ", zero point " + std::to_string(p.zero_point) + ", x", x);
  }
  out.put("127 steps of 3e38, at most the largest float", dequantize(127, {3e38f, 0}));
}

// Bad ranges among good ones: which of them are refused.
void draw_refusals(Rng& rng, Values& in) {
  std::vector<float> low, high;
  for (int i = 0; i < 24; ++i) {
    const float a = rng.normal(), b = a + std::fabs(rng.normal()) + 0.1f;
    const auto kind = i < 6 ? static_cast<std::uint32_t>(i) : rng.below(12);
    low.push_back(kind == 0 ? NAN : kind == 1 ? -INFINITY : kind == 2 ? b : a);
    high.push_back(kind == 3 ? NAN : kind == 4 ? INFINITY : kind == 2 ? a : b);
  }
  in.put("low", low);
  in.put("high", high);
  in.put_integers("bits",
                  std::vector<int>{0, 17, between(rng, 1, 16), -3, between(rng, 17, 40), between(rng, 2, 8)});
}

void run_refusals(const Values& in, Values& out) {
  const auto ask = [&](const std::string& name, float low, float high, int bits) {
    answer(out, name, [&] {
      choose_params(low, high, {bits, true}, Scheme::affine);
      out.put(name, "accepted");
    });
  };
  int number = 0;
  for (std::size_t i = 0; i < in.floats("low").size(); ++i) {
    const float low = in.floats("low")[i], high = in.floats("high")[i];
    ask(std::to_string(number++) + ": " + std::to_string(low) + " to " + std::to_string(high), low, high, 8);
  }
  for (std::int64_t bits : in.integers("bits"))
    ask(std::to_string(number++) + ": " + std::to_string(bits) + " bits", -1, 1, static_cast<int>(bits));
}

// There and back, with params that are given: a mistake of part 1 costs its own points only.
void draw_roundtrip(Rng& rng, Values& in) {
  const std::vector<float> x = normals(rng, values, rng.uniform(0.1f, 10));
  const auto [low, high] = std::ranges::minmax(x);
  in.put("x", x);
  for (Scheme scheme : {Scheme::affine, Scheme::symmetric}) {
    const std::string name = scheme == Scheme::affine ? "affine" : "symmetric";
    const QuantParams p = choose_params(low, high, {8, true}, scheme);
    in.put(name + " scale", p.scale);
    in.put(name + " zero_point", p.zero_point);
  }
}

void run_roundtrip(const Values& in, Values& out) {
  for (Scheme scheme : {Scheme::affine, Scheme::symmetric}) {
    const std::string name = scheme == Scheme::affine ? "affine" : "symmetric";
    const QuantParams p{static_cast<float>(in.number(name + " scale")), in.integer(name + " zero_point")};
    std::vector<float> back;
    for (float x : in.floats("x")) back.push_back(dequantize(quantize(x, p, {8, true}, scheme), p));
    out.put(name + " back", back);
  }
}

std::vector<Promise> roundtrip_error(const Values& in, const Values& out) {
  const std::vector<float>&x = in.floats("x"), &back = out.floats("affine back");
  double largest = 0, sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double error = std::fabs(double{x[i]} - back[i]);
    largest = std::max(largest, error);
    sum += error;
  }
  const auto [low, high] = std::ranges::minmax(x);
  const double range = std::max(double{high}, 0.0) - std::min(double{low}, 0.0);
  return {{"roundtrip error: every value within scale / 2", in.number("affine scale") / 2 * 1.0001, largest},
          {"roundtrip error: under 0.5 % of the range on average", 0.005 * range,
           sum / static_cast<double>(x.size())}};
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"affine, 1 to 8 bits", 1, draw_ranges, run_ranges<Scheme::affine>},
      {"symmetric, 2 to 8 bits", 1, draw_ranges, run_ranges<Scheme::symmetric>},
      {"what is no range or no type is refused", 1, draw_refusals, run_refusals},
      {"affine codes", 2, draw_values, run_quantize<Scheme::affine>},
      {"symmetric codes", 2, draw_values, run_quantize<Scheme::symmetric>},
      {"every code as a real number", 3, draw_codes, run_dequantize},
      {"there and back", 3, draw_roundtrip, run_roundtrip, 0, roundtrip_error},
  };
}
