#pragma once
#include "modules/quantization/calibrate.h"
#include "modules/quantization/output_stage.h"

namespace tt::quant {

// Replaces convolutions, linear layers, pooling, flatten and element-by-element layers by integer ones; an
// activation after a layer with weights is merged into it. What has no integer form (softmax, an embedding,
// a lone batch normalization) or is kept float stays a layer from floats to floats. formats: as calibrate()
// gives them for these layers.
std::vector<NamedLayer> to_integers(std::vector<NamedLayer> layers, const Config& config,
                                    const std::vector<ActivationFormat>& formats);

// What a layer without weights does with codes: it has no integer form, so it needs floats; it passes on
// codes of the same format; or it looks each code up in a table, whose results have a format of their own.
enum class OnCodes { floats, same_format, table };
OnCodes on_codes(const nn::Module& layer);
// Its integer form; null for OnCodes::floats. out: for a table.
std::unique_ptr<nn::Module> integer_form(nn::Module& layer, const ActivationFormat& in,
                                         const ActivationFormat& out);

// The activation that a layer becomes in the one before it; none unless ReLU or ReLU6.
Activation activation_of(const nn::Module& layer);

}  // namespace tt::quant
