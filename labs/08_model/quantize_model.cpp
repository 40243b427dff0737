#include "modules/quantization/quantize_model.h"

#include "modules/quantization/dynamic.h"
#include "modules/quantization/embedding.h"
#include "modules/quantization/fold.h"
#include "modules/quantization/improve.h"
#include "modules/quantization/least_squares.h"
#include "modules/quantization/to_integers.h"
#include "modules/quantization/weights.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

// Groups run along all inputs of one output, so weights are viewed as [out, everything else].
QuantizedTensor quantize_weight(const Tensor& weight, const WeightConfig& config) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

QuantizedTensor integers_of(const Tensor& weight, const WeightConfig& config) {
  return config.integers ? *config.integers : quantize_weight(weight, config);
}

namespace {

StoredWeight store(const Tensor& weight, Mode mode, const WeightConfig& config) {
  if (mode == Mode::float16) return HalfTensor(weight, HalfType::float16);
  if (mode == Mode::bfloat16) return HalfTensor(weight, HalfType::bfloat16);
  return integers_of(weight, config);
}

// The quantized layer for float activations; null for one without weights.
std::unique_ptr<nn::Module> convert(const nn::Module& layer, Mode mode, const WeightConfig& config) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

// Checks rules while all layers are there, then folds batch normalization.
void prepare_layers(std::vector<NamedLayer>& layers, const Config& config) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

// Replaces layers by quantized ones, as the config says.
void convert_layers(std::vector<NamedLayer>& layers, const Config& config, const Tensor& samples) {
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

}  // namespace

QuantizedModel quantize_model(nn::Sequential& model, const Config& config, const Tensor& samples) {
  std::vector<NamedLayer> layers = copy_layers(model);
  prepare_layers(layers, config);
  convert_layers(layers, improve(layers, config, samples), samples);
  for (const NamedLayer& l : layers) check_no_weight_was_missed(l, config);
  return {config.mode, std::move(layers), model.input};
}

}  // namespace tt::quant
