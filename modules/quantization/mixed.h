#pragma once
#include <functional>
#include <string>
#include <vector>

#include "modules/quantization/quantize_model.h"

namespace tt::quant {

// What storing one layer's weights in this many bits does to the whole model, with all other layers float.
struct Sensitivity {
  std::string layer;
  int bits = 8;
  std::int64_t weight_bytes = 0;  // of this layer in these bits
  float sqnr_db = 0;              // of the model's outputs on the samples
  double score = 0;               // what `score` gives for that model: its accuracy, say
};
// Tries each layer with weights in each number of bits; config says how (scheme, granularity, range).
// samples: [N, ...]. score may be left empty.
std::vector<Sensitivity> measure_sensitivity(nn::Sequential& model, const WeightConfig& config,
                                             const std::vector<int>& bits, const Tensor& samples,
                                             const std::function<double(nn::Module&)>& score = {});

// Bits for each layer so that all weights take at most `budget` bytes: all start with the most bits; while
// that is too much, the layer that adds the least noise per byte saved gives up bits, noise being
// 10^(-sqnr_db / 10), assumed to add up over layers. Throws ValueError when even the fewest bits take more.
std::vector<LayerRule> choose_bits(const std::vector<Sensitivity>& measured, const WeightConfig& config,
                                   std::int64_t budget);

}  // namespace tt::quant
