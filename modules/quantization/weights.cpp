#include "modules/quantization/weights.h"

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

}  // namespace tt::quant
