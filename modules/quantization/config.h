#pragma once
#include <string>
#include <vector>

#include "modules/quantization/observer.h"

namespace tt::quant {

enum class Mode {
  weight_only,  // weights are stored as integers and become floats when they are used
  float16,      // weights are stored as 16-bit floats
  bfloat16,
  dynamic,  // weights are integers; activations become integers for each product, by the range of each sample
  full,     // weights and activations are integers from the first layer to the last, by ranges seen in
            // calibration
};
std::string mode_name(Mode mode);         // "weight-only"
Mode mode_from(const std::string& name);  // throws ValueError listing the names

// How the weights of a layer are stored. Modes of 16-bit floats do not ask.
struct WeightConfig {
  int bits = 8;
  Scheme scheme = Scheme::symmetric;
  Granularity::Kind granularity = Granularity::channel;  // channel: one scale for each output
  int group = 32;                                        // inputs of one output that share a scale
  // From the smallest to the largest weight, or where the squared error is least: least_squares.h.
  enum Range { minmax, least_squares } range = minmax;
};

// How activations are stored, in mode full.
struct ActivationConfig {
  int bits = 8;
  ObserverConfig observer = {};
};

// Different weights for some layers. layers: a name ("3") or a kind ("conv"), * standing for anything:
// "lin*".
struct LayerRule {
  std::string layers;
  WeightConfig weights = {};
};

struct Config {
  Mode mode = Mode::weight_only;
  WeightConfig weights = {};
  ActivationConfig activations = {};
  std::vector<LayerRule> rules = {};         // of those that match a layer, the last one counts
  std::vector<std::string> keep_float = {};  // layers, named as in rules, that are not quantized
};

// Whether pattern, with * for any characters, is all of text.
bool matches(const std::string& pattern, const std::string& text);

// What the config says of one layer.
const WeightConfig& weights_of(const Config& config, const std::string& name, const std::string& kind);
bool stays_float(const Config& config, const std::string& name, const std::string& kind);

QuantFormat weight_format(const WeightConfig& config);

}  // namespace tt::quant
