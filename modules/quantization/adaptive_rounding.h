#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/copy.h"

namespace tt::quant {

// AdaRound, Nagel et al. 2020 (arXiv 2004.10568). Rounding to the nearest code minimizes the error of each
// weight, not of the layer's output, where errors of the same sign add up. Here each weight w takes one of
// the two codes around it, floor(w / scale + zero_point) or one more, so that the output error on samples is
// least. How far up w goes, h from 0 to 1,
//   h = clamp(1.2 sigmoid(v) - 0.1, 0, 1),
// starts where w lies. v is trained on the squared output error plus lambda (1 - |2 h - 1|^beta), which
// drives h to 0 or 1; beta falls from 20 to 2. Scales and zero points are those of quantize_weight().
// layer: a convolution or a linear layer; x: its input when the layers before it are quantized; wanted: its
// output in the float model. Both [N, ...].
QuantizedTensor round_adaptively(nn::Module& layer, const WeightConfig& config, const Tensor& x,
                                 const Tensor& wanted, const Improvements& improvements);

}  // namespace tt::quant
