#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/quantized_model.h"

namespace tt::quant {

// A copy of the model with its convolutions, linear layers and embeddings quantized as the config says, batch
// normalization folded into them. The model is not changed; the copy shares nothing with it and holds no
// float weights except in layers kept float. samples: [N, ...], a few hundred of the training set, used only
// by mode full and by improvements. Throws ValueError naming the layer and the remedy when a layer cannot be
// converted, a rule matches no layer, or weights or samples do not fit; NotImplemented for a module that is
// no nn::Layer.
QuantizedModel quantize_model(nn::Sequential& model, const Config& config = {}, const Tensor& samples = {});

// One layer's weights [out, ...] as integers, each rounded to the nearest.
QuantizedTensor quantize_weight(const Tensor& weight, const WeightConfig& config);
// The config's own integers, or else quantize_weight().
QuantizedTensor integers_of(const Tensor& weight, const WeightConfig& config);

}  // namespace tt::quant
