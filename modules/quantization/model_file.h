#pragma once
#include <memory>
#include <string>

#include "modules/quantization/quantized_model.h"

namespace tt::quant {

// A quantized model as a .safetensors file, little larger than its weights:
//   N.weight         layer N's codes, packed, as uint8; or its weights as float16 or bfloat16
//   scales           of all layers, one after another, float32
//   zero_points      of affine weights, packed like the codes of their layer
//   biases           of layers with float sums, float32; bias_steps of the others, int32
//   N.weight, N.bias ... of layers kept float, float32
// and in the metadata under "quantized" the mode, then one item a layer: its name and architecture, after =
// how its weights are stored, after -> the scale, zero point and bits of its output codes:
//   full; input 28 28 1; quantize 0.003921569 0 8; 0 conv 1 16 3, relu = int8 symmetric channel 0 -> 0.021 0 8;
//   ...
void save(QuantizedModel& model, const std::string& path);
// Throws IoError in one line, naming the layer, for a file that is damaged or contradicts itself.
std::unique_ptr<QuantizedModel> load(const std::string& path);
// Whether path is a .safetensors file holding a quantized model. Throws IoError when there is no such file.
bool is_quantized_file(const std::string& path);

}  // namespace tt::quant
