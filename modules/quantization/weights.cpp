#include "modules/quantization/weights.h"

#include "modules/quantization/quantized_model.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/linear.h"

namespace tt::quant {

LayerWeights weights_in(nn::Module& layer) {
  if (auto* conv = dynamic_cast<nn::Conv2D*>(&layer))
    return {&conv->weight, &conv->bias, conv->shape().in, conv->shape().groups};
  if (auto* linear = dynamic_cast<nn::Linear*>(&layer))
    return {&linear->weight, &linear->bias, linear->weight.dim(1), 1};
  return {};
}

void check_no_weight_was_missed(const NamedLayer& l, const Config& config) {
  if (stored_weight(*l.layer) || stays_float(config, l.name, kind_of(*l.layer))) return;
  for (const auto& [name, t] : nn::named_parameters(*l.layer))
    if (t.rank() > 1)
      throw ValueError("quantize_model: layer " + l.name + " cannot be converted: " + l.layer->describe() +
                       ". Keep it float: {.keep_float = {\"" + l.name + "\"}}");
}

}  // namespace tt::quant
