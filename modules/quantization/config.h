#pragma once
#include <memory>
#include <string>
#include <vector>

#include "modules/quantization/observer.h"

namespace tt::quant {

enum class Mode {
  weight_only,  // weights are stored as integers and become floats when used
  float16,      // weights are stored as 16-bit floats
  bfloat16,
  dynamic,  // weights are integers; activations are quantized for each product, with each sample's own range
  full,     // weights and activations are integers from the first layer to the last, with ranges from
            // calibration
};
std::string mode_name(Mode mode);         // "weight-only"
Mode mode_from(const std::string& name);  // throws ValueError listing the names

// How the weights of a layer are stored. The 16-bit float modes ignore it.
struct WeightConfig {
  int bits = 8;
  Scheme scheme = Scheme::symmetric;
  Granularity::Kind granularity = Granularity::channel;  // channel: one scale for each output
  int group = 32;                                        // inputs of one output that share a scale
  // From the smallest to the largest weight, or the range of least squared error: least_squares.h.
  enum Range { minmax, least_squares } range = minmax;
  // The integers themselves, if already chosen (adaptive_rounding.h); they are used unchanged.
  std::shared_ptr<const QuantizedTensor> integers = {};
};

// How activations are stored, in mode full.
struct ActivationConfig {
  int bits = 8;
  ObserverConfig observer = {};
};

// Other weights for some layers. layers: a name ("3") or a kind ("conv"), where * matches anything: "lin*".
struct LayerRule {
  std::string layers;
  WeightConfig weights = {};
};

// What is done to the float model first, so that rounding costs it less: improve.h. For integer weights
// that are not trained further.
struct Improvements {
  bool equalize = false;           // neighbouring layers get similar ranges for all channels
  bool adaptive_rounding = false;  // weights are rounded down or up, as is best for the layer's output
  bool correct_bias = false;       // biases cancel what rounding adds to the mean of an output
  int rounding_steps = 1000;       // of adaptive rounding, for each layer
  std::uint64_t seed = 0;          // for choosing the samples of each step
  bool need_samples() const { return adaptive_rounding || correct_bias; }
  bool any() const { return equalize || need_samples(); }
};

struct Config {
  Mode mode = Mode::weight_only;
  WeightConfig weights = {};
  ActivationConfig activations = {};
  std::vector<LayerRule> rules = {};         // of those that match a layer, the last one counts
  std::vector<std::string> keep_float = {};  // layers, named as in rules, that are not quantized
  Improvements improvements = {};
};

// Whether pattern, with * for any characters, matches all of text.
bool matches(const std::string& pattern, const std::string& text);

// What the config says about one layer.
const WeightConfig& weights_of(const Config& config, const std::string& name, const std::string& kind);
bool stays_float(const Config& config, const std::string& name, const std::string& kind);

QuantFormat weight_format(const WeightConfig& config);

}  // namespace tt::quant
