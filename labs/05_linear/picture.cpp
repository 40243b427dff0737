#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/linear.h"
#include "tinytensor/autograd/ops.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int weights = 401, most_inputs = 40;

// With one input, which is 1, each output is a weight as it is stored.
void draw_weights(Values& in) { in.put("weight", ramp(-1, 1, weights)); }

void run_weights(const Values& in, Values& out) {
  const Tensor w = tensor(in, "weight", {weights, 1}), one = Tensor::full({1, 1}, 1);
  for (int bits : {3, 4}) {
    QuantizedLinear layer(quantize(w, {{bits, true}, Scheme::symmetric, {}}), {});
    out.put("output for the input 1: int" + std::to_string(bits), layer.forward(one).values());
  }
}

// The first inputs of one output: the error grows slower than the bound, which adds up the worst of each.
void draw_inputs(Values& in) {
  in.put("inputs", ramp(1, most_inputs, most_inputs));
  Rng rng(2);
  std::vector<float> w, x;
  for (int i = 0; i < most_inputs; ++i) w.push_back(rng.uniform(-1, 1)), x.push_back(rng.uniform(-1, 1));
  w[0] = 1;
  in.put("w", w);
  in.put("x", x);
}

void run_inputs(const Values& in, Values& out) {
  std::vector<float> errors, bounds;
  float bound = 0;
  for (int n = 1; n <= most_inputs; ++n) {
    const auto first = [&](const char* name) {
      return Tensor::from(std::span(in.floats(name)).first(static_cast<std::size_t>(n)), {1, n});
    };
    const Tensor w = first("w"), x = first("x");
    QuantizedLinear layer(quantize(w, {{4, true}, Scheme::symmetric, {}}), {});
    errors.push_back(std::fabs(layer.forward(x).data()[0] - linear(x, w, {}).data()[0]));
    bound += 0.5f / 7 * std::fabs(x.data()[n - 1]);
    bounds.push_back(bound);
  }
  out.put("error of the output: int4 weights", errors);
  out.put("error of the output: scale / 2 * sum of |x|", bounds);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"Weights, through a layer that stores them in few bits", draw_weights, run_weights},
          {"Errors of weights add up slower than their bound", draw_inputs, run_inputs}};
}
