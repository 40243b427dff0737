#pragma once
#include <string>
#include <vector>

#include "cli/general.h"
#include "modules/quantization/quantized_tensor.h"

namespace tt::cli {

// The file of scales and zero points that `tt tensor quantize` writes beside its codes.
Json params_json(const quant::QuantizedTensor& q);

struct ParamsFile {
  quant::QuantType type;
  quant::Granularity granularity;
  std::vector<float> scales;
  std::vector<std::int32_t> zero_points;
};
// Throws IoError, with the path, when it cannot be read or is something else.
ParamsFile read_params(const std::string& path);

}  // namespace tt::cli
