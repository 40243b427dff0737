#include "modules/quantization/stored_weight.h"

namespace tt::quant {

const Shape& StoredWeight::shape() const {
  return std::visit([](const auto& t) -> const Shape& { return t.shape(); }, stored_);
}

std::int64_t StoredWeight::nbytes() const {
  return std::visit([](const auto& t) { return t.nbytes(); }, stored_);
}

std::string StoredWeight::str() const {
  if (const HalfTensor* h = halves()) return h->type() == HalfType::float16 ? "float16" : "bfloat16";
  const QuantFormat& format = integers()->format();
  const Granularity& g = format.granularity;
  return format.type.str() + (g.kind == Granularity::tensor    ? " per tensor"
                              : g.kind == Granularity::channel ? " per channel"
                                                               : " per group of " + std::to_string(g.size));
}

void StoredWeight::dequantize(std::int64_t first, std::span<float> out) const {
  std::visit([&](const auto& t) { t.dequantize(first, out); }, stored_);
}

}  // namespace tt::quant
