#include "modules/quantization/mixed.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "modules/quantization/error.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

std::vector<Sensitivity> measure_sensitivity(nn::Sequential& model, const WeightConfig& config,
                                             const std::vector<int>& bits, const Tensor& samples,
                                             const std::function<double(nn::Module&)>& score) {
  std::vector<std::string> names;
  QuantizedModel all = quantize_model(model, {.mode = Mode::weight_only, .weights = config});
  for (int i = 0; i < all.size(); ++i)
    if (stored_weight(all[i])) names.push_back(all.name(i));
  Config one;
  one.keep_float = names;
  const Tensor wanted = quantize_model(model, one)(samples);  // all float, batch normalization folded
  std::vector<Sensitivity> measured;
  for (const std::string& name : names)
    for (int b : bits) {
      one.weights = config;
      one.weights.bits = b;
      one.keep_float = names;
      std::erase(one.keep_float, name);
      QuantizedModel tried = quantize_model(model, one);
      measured.push_back(
          {name, b, tried.weight(name).nbytes(), sqnr_db(wanted, tried(samples)), score ? score(tried) : 0});
    }
  return measured;
}

std::vector<LayerRule> choose_bits(const std::vector<Sensitivity>& measured, const WeightConfig& config,
                                   std::int64_t budget) {
  std::map<std::string, std::vector<Sensitivity>> layers;  // most bits first
  for (const Sensitivity& s : measured) layers[s.layer].push_back(s);
  std::map<std::string, std::size_t> chosen;
  std::int64_t bytes = 0;
  for (auto& [name, choices] : layers) {
    std::ranges::sort(choices, std::greater{}, &Sensitivity::bits);
    bytes += choices[chosen[name]].weight_bytes;
  }
  const auto noise = [](const Sensitivity& s) { return std::pow(10.0, -s.sqnr_db / 10.0); };
  while (bytes > budget) {
    const std::string* cheapest = nullptr;
    double least = INFINITY;
    for (const auto& [name, choices] : layers) {
      const std::size_t now = chosen[name];
      if (now + 1 == choices.size()) continue;
      const double saved = static_cast<double>(choices[now].weight_bytes - choices[now + 1].weight_bytes);
      const double cost = (noise(choices[now + 1]) - noise(choices[now])) / std::max(saved, 1e-9);
      if (cost < least) least = cost, cheapest = &name;
    }
    if (!cheapest)
      throw ValueError("choose_bits: " + std::to_string(budget) +
                       " bytes are too few: the fewest bits take " + std::to_string(bytes));
    std::size_t& now = chosen[*cheapest];
    bytes -= layers[*cheapest][now].weight_bytes;
    bytes += layers[*cheapest][++now].weight_bytes;
  }
  std::vector<LayerRule> rules;
  for (const auto& [name, choices] : layers) {
    WeightConfig weights = config;
    weights.bits = choices[chosen[name]].bits;
    rules.push_back({name, weights});
  }
  return rules;
}

}  // namespace tt::quant
