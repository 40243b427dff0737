#pragma once
#include "modules/quantization/config.h"
#include "modules/quantization/copy.h"

namespace tt::quant {

// Applies config.improvements to layers already folded: equalize.h, adaptive_rounding.h, and bias correction
// (Nagel et al. 2019, arXiv 1906.04721, section 4.2): rounding weights shifts the mean of an output, so
// E[W x] - E[Q(W) x], measured on samples with all layers before it quantized, is added to the bias.
// Layers kept float are equalized with their neighbours but not rounded; embeddings stay as they are. Result:
// the config, plus a rule for each layer whose integers have been chosen. Where there is nothing to do,
// layers and config stay as they are. Throws ValueError for the 16-bit float modes, or when samples are
// needed and there are none.
Config improve(std::vector<NamedLayer>& layers, const Config& config, const Tensor& samples);

}  // namespace tt::quant
