#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/quantized_model.h"

namespace tt::quant {

// A copy of the model with its convolutions, linear layers and embeddings quantized as the config says, batch
// normalization folded into them. The model is not altered; the copy shares nothing with it and holds no
// float weights but those of the layers kept float. samples: [N, ...], some hundred of the training set, for
// mode full and for improvements, which alone look at them. Throws ValueError naming the layer and the remedy
// when a layer cannot be converted, a rule matches no layer, or weights or samples do not fit; NotImplemented for
// a module that is no nn::Layer.
QuantizedModel quantize_model(nn::Sequential& model, const Config& config = {}, const Tensor& samples = {});

// One layer's weights [out, ...] as integers, each rounded to the nearest.
QuantizedTensor quantize_weight(const Tensor& weight, const WeightConfig& config);
// The integers that the config brings, or else those.
QuantizedTensor integers_of(const Tensor& weight, const WeightConfig& config);

}  // namespace tt::quant
