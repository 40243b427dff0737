#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/packed.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int places = 401, row = 64, width = 512, angles = 37;

void draw_positive(Values& in) { in.put("x", ramp(0, 1, places)); }
void draw_values(Values& in) { in.put("x", ramp(-1, 1, places)); }

void run_packed(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {1, places});
  for (int bits : {4, 2})
    out.put("what comes back: uint" + std::to_string(bits),
            quantize(x, {.type = {bits, false}}).dequantize().values());
}

void run_signs(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {1, places});
  out.put("what comes back: three values", quantize_ternary(x).dequantize().values());
  out.put("what comes back: one bit", BinaryTensor(x).dequantize().values());
}

// Small values beside a large one: alone, each is rounded to 0.
void draw_row(Values& in) {
  in.put("values so far", ramp(1, row, row));
  std::vector<float> x(row, 0.4f);
  x[0] = 7;
  in.put("x", x);
}

void run_row(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {1, row});
  const QuantFormat format{{4, true}, Scheme::symmetric, {}};
  const auto sums = [&](const std::string& name, const Tensor& y) {
    std::vector<float> all;
    float sum = 0;
    for (float v : y.values()) all.push_back(sum += v);
    out.put(name, all);
  };
  sums("sum: floats", x);
  sums("sum: int4", quantize(x, format).dequantize());
  sums("sum: int4 with feedback", quantize_with_feedback(x, format).dequantize());
}

// Two directions of 512 random values at every angle.
void draw_angles(Values& in) {
  in.put("angle in degrees", ramp(0, 180, angles));
  Rng rng(5);
  std::vector<float> u, v;
  const auto bell = [&] { return rng.uniform() + rng.uniform() + rng.uniform() + rng.uniform() - 2; };
  for (int i = 0; i < width; ++i) u.push_back(bell()), v.push_back(bell());
  in.put("u", u);
  in.put("v", v);
}

void run_angles(const Values& in, Values& out) {
  const BinaryTensor u(tensor(in, "u", {1, width}));
  std::vector<float> cosines, similarities;
  for (float degrees : in.floats("angle in degrees")) {
    const float angle = degrees * 3.14159265f / 180;
    Tensor turned = Tensor::uninitialized({1, width});
    for (std::size_t i = 0; i < width; ++i)
      turned.values()[i] = std::cos(angle) * in.floats("u")[i] + std::sin(angle) * in.floats("v")[i];
    cosines.push_back(std::cos(angle));
    similarities.push_back(u.similarity(0, BinaryTensor(turned), 0));
  }
  out.put("cosine: of the angle", cosines);
  out.put("cosine: from 512 signs", similarities);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"Four bits and two", draw_positive, run_packed},
          {"A large value and many of 0.4: handing the error on keeps the sum", draw_row, run_row},
          {"Three values and two, with a scale for the row", draw_values, run_signs},
          {"Signs know angles", draw_angles, run_angles}};
}
