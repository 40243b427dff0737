#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/copy.h"

namespace tt::quant {

// AdaRound, Nagel et al. 2020 (arXiv 2004.10568). Rounding each weight to the nearest code makes the weights
// err least, not what they compute: errors that go the same way add up. Here each weight w takes one of the
// two codes beside it, floor(w / scale + zero_point) or one more, so that the layer's output errs least on
// samples. A weight's share h of the way up, from 0 to 1,
//   h = clamp(1.2 sigmoid(v) - 0.1, 0, 1),
// begins where w lies and is trained: the squared error of the output, and a term that in the end leaves only
// 0 and 1, lambda (1 - |2 h - 1|^beta), beta falling from 20 to 2. Scales and zero points are those of quantize_weight.
// layer: a convolution or a linear layer; x: what enters it when the layers before it are quantized; wanted:
// what the float layer makes of what enters it in the float model. Both [N, ...].
QuantizedTensor round_adaptively(nn::Module& layer, const WeightConfig& config, const Tensor& x,
                                 const Tensor& wanted, const Improvements& improvements);

}  // namespace tt::quant
