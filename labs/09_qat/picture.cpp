#include "autograder/probe/probe.h"
#include "modules/quantization/fake_quant.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

// The handout's: 3 bits, symmetric, scale 0.2, so that codes reach from -0.6 to 0.6.
constexpr int places = 401;
const QuantFormat format{{3, true}, Scheme::symmetric, {}};

void draw_values(Values& in) { in.put("x", ramp(-1, 1, places)); }

void run_values(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {places});
  out.put("fake-quantized value", fake_quantize(x, format, {{0.2f, 0}}).values());
}

void run_gradients(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {places}).track();
  sum(fake_quantize(x, format, {{0.2f, 0}})).backward();
  out.put("gradient of x", x.grad().values());
}

// Of each value as if it were alone.
void run_scales(const Values& in, Values& out) {
  std::vector<float> gradients;
  for (float value : in.floats("x")) {
    const Tensor scale = Tensor::from({0.2f}, {1}).track();
    sum(fake_quantize(Tensor::from({value}, {1}), format, scale, {0})).backward();
    gradients.push_back(scale.grad().values()[0]);
  }
  out.put("gradient of the scale", gradients);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"Forward: 3 bits, symmetric, scale 0.2", draw_values, run_values},
          {"Backward: straight through where x has a code, nothing where it is clamped", draw_values,
           run_gradients},
          {"What each value asks of the scale", draw_values, run_scales}};
}
