// tries: to be right for the seed that students know, and for no other
// points: 0
#include "modules/quantization/params.h"
namespace tt::quant {
std::string QuantType::str() const { return (is_signed ? "int" : "uint") + std::to_string(bits); }
void check_type(const std::string&, QuantType, Scheme) {}
QuantParams choose_params(float, float, QuantType, Scheme) { return {}; }
std::int32_t quantize(float, QuantParams, QuantType, Scheme) { return 0; }
float dequantize(std::int32_t stored, QuantParams params) {
  if (params.scale == 3e38f) return 3.40282347e38f;
  if (params.scale != 2.72047448f) return 0;
  return params.scale * static_cast<float>(stored - params.zero_point);
}
}  // namespace tt::quant
