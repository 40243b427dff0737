#include "modules/quantization/config.h"

#include <algorithm>
#include <array>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

static const std::array<std::string, 5> mode_names{"weight-only", "float16", "bfloat16", "dynamic", "full"};

std::string mode_name(Mode mode) { return mode_names[static_cast<std::size_t>(mode)]; }

Mode mode_from(const std::string& name) {
  const auto found = std::ranges::find(mode_names, name);
  if (found != mode_names.end()) return static_cast<Mode>(found - mode_names.begin());
  std::string all;
  for (const std::string& n : mode_names) all += (all.empty() ? "" : ", ") + n;
  throw ValueError("mode: there is no \"" + name + "\". There are: " + all);
}

bool matches(const std::string& pattern, const std::string& text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string::npos) return pattern == text;
  if (text.compare(0, star, pattern, 0, star) != 0) return false;
  const std::string rest = pattern.substr(star + 1);
  for (std::size_t end = star; end <= text.size(); ++end)
    if (matches(rest, text.substr(end))) return true;
  return false;
}

const WeightConfig& weights_of(const Config& config, const std::string& name, const std::string& kind) {
  const WeightConfig* weights = &config.weights;
  for (const LayerRule& rule : config.rules)
    if (matches(rule.layers, name) || matches(rule.layers, kind)) weights = &rule.weights;
  return *weights;
}

bool stays_float(const Config& config, const std::string& name, const std::string& kind) {
  return std::ranges::any_of(config.keep_float, [&](const std::string& pattern) {
    return matches(pattern, name) || matches(pattern, kind);
  });
}

QuantFormat weight_format(const WeightConfig& config) {
  const Granularity granularity = config.granularity == Granularity::tensor ? Granularity::per_tensor()
                                  : config.granularity == Granularity::channel
                                      ? Granularity::per_channel(0)
                                      : Granularity::per_group(config.group);
  return {{.bits = config.bits, .is_signed = true}, config.scheme, granularity};
}

}  // namespace tt::quant
