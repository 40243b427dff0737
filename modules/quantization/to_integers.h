#pragma once
#include "modules/quantization/calibrate.h"
#include "modules/quantization/output_stage.h"

namespace tt::quant {

// Replaces convolutions, linear layers, pooling, flatten and element-by-element layers by integer ones; an
// activation after a layer with weights goes into it. What has no integer form (softmax, an embedding, a
// lone batch normalization) or is kept float stays a boundary that floats cross. formats: as calibrate()
// gives them for these layers.
std::vector<NamedLayer> to_integers(std::vector<NamedLayer> layers, const Config& config,
                                    const std::vector<ActivationFormat>& formats);

// What becomes of a layer without weights that is given codes: it has no integer form, so floats cross it; it hands
// on codes of the same format; or each code is looked up in a table, whose results have a format of their own.
enum class OnCodes { floats, same_format, table };
OnCodes on_codes(const nn::Module& layer);
// Its integer form; null for OnCodes::floats. out: of a table.
std::unique_ptr<nn::Module> integer_form(nn::Module& layer, const ActivationFormat& in,
                                         const ActivationFormat& out);

// What a layer is as part of the one before it; none for any but ReLU and ReLU6.
Activation activation_of(const nn::Module& layer);

}  // namespace tt::quant
