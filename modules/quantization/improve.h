#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/copy.h"

namespace tt::quant {

// Does config.improvements to the layers, which are folded already: equalize.h, adaptive_rounding.h, and bias
// correction (Nagel et al. 2019, arXiv 1906.04721, section 4.2): rounding weights moves the mean of an output,
// by E[W x] - E[Q(W) x]; measured on samples, with all layers before it quantized, this goes into the bias.
// Layers kept float are equalized with their neighbours and not rounded; embeddings stay as they are. Result:
// the config, with a rule for each layer whose integers are chosen already. Where there is nothing to do,
// layers and config stay as they are. Throws ValueError for modes of 16-bit floats, or when samples are needed
// and there are none.
Config improve(std::vector<NamedLayer>& layers, const Config& config, const Tensor& samples);

}  // namespace tt::quant
