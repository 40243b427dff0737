#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "modules/quantization/float16.h"
#include "modules/quantization/quantized_tensor.h"

namespace tt::quant {

// A layer's weights in fewer than 32 bits each: integers or 16-bit floats.
class StoredWeight {
 public:
  StoredWeight() = default;
  StoredWeight(QuantizedTensor integers) : stored_(std::move(integers)) {}
  StoredWeight(HalfTensor halves) : stored_(std::move(halves)) {}

  const Shape& shape() const;
  std::int64_t nbytes() const;
  // For people: "int8 per channel" (a scale for each output), "int4 per group of 32", "float16".
  std::string str() const;
  void dequantize(std::int64_t first, std::span<float> out) const;  // values first, first + 1, ...

  const QuantizedTensor* integers() const {
    return std::get_if<QuantizedTensor>(&stored_);
  }  // null for floats
  const HalfTensor* halves() const { return std::get_if<HalfTensor>(&stored_); }

 private:
  std::variant<QuantizedTensor, HalfTensor> stored_;
};

}  // namespace tt::quant
