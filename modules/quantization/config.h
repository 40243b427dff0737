#pragma once
#include <string>
#include <vector>

#include "modules/quantization/quantized_tensor.h"

namespace tt::quant {

// weight_only: weights are stored in few bits and become floats when they are used; activations stay float.
enum class Mode { weight_only };

// How the weights of a layer are stored. Groups reach along the inputs of one output.
struct WeightConfig {
  int bits = 8;
  Scheme scheme = Scheme::symmetric;
  Granularity::Kind granularity = Granularity::channel;  // channel: one scale for each output
  int group = 32;
};

// Different weights for some layers. layers: a name ("3") or a kind ("conv"), * standing for anything: "*",
// "lin*".
struct LayerRule {
  std::string layers;
  WeightConfig weights;
};

struct Config {
  Mode mode = Mode::weight_only;
  WeightConfig weights;
  std::vector<LayerRule> rules;         // of those that match a layer, the last one counts
  std::vector<std::string> keep_float;  // layers, named as in rules, that are not quantized
};

// Whether pattern, with * for any characters, is all of text.
bool matches(const std::string& pattern, const std::string& text);

// What the config says of one layer.
const WeightConfig& weights_of(const Config& config, const std::string& name, const std::string& kind);
bool stays_float(const Config& config, const std::string& name, const std::string& kind);

// The format that these weights are stored in. signed_type: false for codes from 0 up.
QuantFormat weight_format(const WeightConfig& config);

}  // namespace tt::quant
