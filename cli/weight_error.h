#pragma once
#include "modules/quantization/quantized_model.h"
#include "tinytensor/nn/sequential.h"

namespace tt::cli {

// How far the stored weights of all quantized layers are from the float ones.
struct WeightError {
  double max = 0, mean = 0;  // of |w - dequantized w|
};
WeightError weight_error(nn::Sequential& model, quant::QuantizedModel& quantized);

}  // namespace tt::cli
