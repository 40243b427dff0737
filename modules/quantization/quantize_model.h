#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/quantized_model.h"

namespace tt::quant {

// A copy of the model with its convolutions, linear layers and embeddings quantized as the config says. The
// model is not altered, the copy shares nothing with it and holds no float weights but those of the layers
// kept float. Throws ValueError naming the layer and the remedy when a layer cannot be converted, a rule
// matches no layer, or weights do not fit their format.
QuantizedModel quantize_model(nn::Sequential& model, const Config& config = {});

}  // namespace tt::quant
