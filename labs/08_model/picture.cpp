#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/error.h"
#include "modules/quantization/fold.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/io/architecture.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int places = 201;

// A network whose numbers are always the same.
nn::Sequential network(const std::string& layers) {
  Rng rng(3);
  nn::Sequential model = io::make_model(layers, rng);
  for (auto& [name, t] : nn::named_tensors(model))
    for (float& v : t.values()) v = rng.uniform(-1, 1) + (name.ends_with("running_var") ? 1.5f : 0);
  model.eval();
  return model;
}
const std::string small = "linear 1 16, batchnorm 16, relu, linear 16 1",
                  large = "linear 32 64, batchnorm 64, relu, linear 64 32";

void draw_inputs(Values& in) { in.put("input", ramp(-3, 3, places)); }

void run_fold(const Values& in, Values& out) {
  nn::Sequential model = network(small);
  const Tensor x = tensor(in, "input", {places, 1});
  out.put("output: float, 4 layers", model(x).values());
  std::vector<NamedLayer> layers = copy_layers(model);
  fold(layers);
  Tensor y = x;
  for (const auto& [name, layer] : layers) y = layer->forward(y);
  out.put("output: folded, " + std::to_string(layers.size()) + " layers", y.values());
}

void run_bits(const Values& in, Values& out) {
  nn::Sequential model = network(small);
  const Tensor x = tensor(in, "input", {places, 1});
  for (int bits : {8, 3}) {
    QuantizedModel quantized = quantize_model(model, {.weights = {.bits = bits}});
    out.put("output: int" + std::to_string(bits) + " weights", quantized(x).values());
  }
}

void draw_bits(Values& in) { in.put("bits of the weights", ramp(2, 12, 11)); }

void run_sqnr(const Values& in, Values& out) {
  nn::Sequential model = network(large);
  Tensor x = Tensor::uninitialized({20, 32});
  Rng rng(4);
  for (float& v : x.values()) v = rng.uniform(-1, 1);
  const Tensor right = model(x);
  const auto curve = [&](const std::string& name, Granularity::Kind granularity) {
    std::vector<float> all;
    for (float bits : in.floats("bits of the weights")) {
      const WeightConfig weights{.bits = static_cast<int>(bits), .granularity = granularity};
      QuantizedModel quantized = quantize_model(model, {.weights = weights});
      all.push_back(sqnr_db(right, quantized(x)));
    }
    out.put(name, all);
  };
  curve("SQNR in dB: a scale for each layer", Granularity::tensor);
  curve("SQNR in dB: a scale for each output of a layer", Granularity::channel);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"Folding alters nothing", draw_inputs, run_fold},
          {"Fewer bits do", draw_inputs, run_bits},
          {"Of the whole network too, a bit is worth about 6 dB", draw_bits, run_sqnr}};
}
