// tries: to leave all bodies out but one, for the linker to find the others in the module
// points: 0
namespace tt::quant {
float dequantize(std::int32_t stored, QuantParams p) { return p.scale * static_cast<float>(stored - p.zero_point); }
}  // namespace tt::quant
