#include "modules/quantization/model_plan.h"
#include "tests/fuzz/fuzz.h"

// The text in a quantized model's file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    const auto plan = tt::quant::parse_plan({reinterpret_cast<const char*>(file.data()), file.size()});
    for (const tt::quant::LayerPlan& layer : plan.layers)
      if (layer.output) fuzz::require(layer.output->params.scale > 0 && layer.input.has_value());
  });
}
