#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/quantization/config.h"
#include "modules/quantization/integer_layer.h"
#include "modules/quantization/output_stage.h"

namespace tt::quant {

// The plan in a model file, parsed: model_file.h shows its text.
struct WeightPlan {
  std::optional<HalfType> half;  // 16-bit floats; otherwise integers of this format
  QuantFormat format;
  int bits() const { return half ? 16 : format.type.bits; }
};
struct LayerPlan {
  std::string name, architecture;
  Activation activation = Activation::none;
  std::optional<WeightPlan> weight;
  std::optional<ActivationFormat> input, output;  // for layers that exchange codes
};
struct ModelPlan {
  Mode mode = Mode::weight_only;
  Shape input;
  std::vector<LayerPlan> layers;
};

// Throws ValueError naming the item that is wrong.
ModelPlan parse_plan(const std::string& text);

}  // namespace tt::quant
