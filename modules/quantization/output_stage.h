#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "modules/quantization/integer_layer.h"
#include "modules/quantization/requantize.h"
#include "modules/quantization/stored_weight.h"

namespace tt::quant {

// What may follow a layer in the same step: relu clamps to [0, infinity), relu6 to [0, 6].
enum class Activation { none, relu, relu6 };
std::string suffix(Activation activation);  // "", ", relu", ", relu6"

// The weights, with scales large enough that no bias takes more than 2^30 steps of s_x s_w. Only weights tiny
// beside their bias get a new scale, and each of their products then errs by at most bias / 2^23.
QuantizedTensor with_room_for(const Tensor& bias, const QuantizedTensor& weight, QuantParams input);

// A bias in steps of the sums that it is added to: round(bias / (s_x s_w)) for each output. weight:
// [out, ...], from with_room_for(); bias: [out], or empty for zeros.
std::vector<std::int32_t> bias_steps(const Tensor& bias, const QuantizedTensor& weight, QuantParams input);

// From sums of products of codes to output codes. For x of codes q and zero point z, weights w of output o:
//   real y = s_x s_w (sum of (q - z) w + bias steps) = s_x s_w (sum of q w + offset)
//   offset = bias steps - z sum of w
//   code y = clamp(round((sum of q w + offset) * multiplier) + zero_point),  multiplier = s_x s_w / s_y
// offset and multiplier are computed once, for each output.
class OutputStage {
 public:
  // weight: see check_integer_weight(); bias: in steps, [out]. Throws ValueError otherwise.
  OutputStage(const QuantizedTensor& weight, std::span<const std::int32_t> bias,
              const ActivationFormat& input, const ActivationFormat& output, Activation activation);

  // sums: [rows, out], codes: [rows, out].
  void run(std::span<const std::int32_t> sums, std::span<std::uint8_t> codes) const;

  std::span<const std::int32_t> offsets() const { return offsets_; }
  std::span<const Multiplier> multipliers() const { return multipliers_; }
  Activation activation() const { return activation_; }
  std::int32_t zero_point() const { return zero_point_; }
  std::int32_t lowest() const { return lowest_; }
  std::int32_t highest() const { return highest_; }
  std::int64_t nbytes() const {
    return std::ssize(offsets_) * static_cast<std::int64_t>(sizeof(std::int32_t) + sizeof(Multiplier));
  }

 private:
  std::vector<std::int32_t> offsets_;
  std::vector<Multiplier> multipliers_;
  std::int32_t zero_point_, lowest_, highest_;
  Activation activation_;
};

// Throws ValueError unless the weights [out, ...] can be multiplied as integers: symmetric, 2 to 8 bits, one
// scale for all or for each output, and few enough for their sums to fit 32 bits.
void check_integer_weight(const StoredWeight& weight);

// The weights' codes, a byte each.
std::vector<std::int8_t> codes_of(const QuantizedTensor& weight);

}  // namespace tt::quant
