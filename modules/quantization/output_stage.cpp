#include "modules/quantization/output_stage.h"

#include <algorithm>
#include <cmath>

#include "modules/quantization/integer_matmul.h"
#include "modules/quantization/packing.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

std::string suffix(Activation activation) {
  return activation == Activation::relu ? ", relu" : activation == Activation::relu6 ? ", relu6" : "";
}

void check_integer_weight(const StoredWeight& stored) {
  if (!stored.integers()) throw ValueError("weights are not integers: " + stored.str());
  const QuantizedTensor& weight = *stored.integers();
  const auto& [type, scheme, granularity] = weight.format();
  if (type.bits > 8 || !type.is_signed || scheme != Scheme::symmetric)
    throw ValueError("weights for integer products are symmetric and of 2 to 8 bits, not " + type.str() +
                     (scheme == Scheme::affine ? " affine" : ""));
  if (granularity.kind == Granularity::group ||
      (granularity.kind == Granularity::channel && granularity.axis != 0))
    throw ValueError("weights for integer products have one scale an output, not one by " +
                     granularity.str());
  check_products("weights", weight.count() / std::max(weight.shape().dim(0), 1));
}

// One step of output o's sums, as a real number.
static double step(const QuantizedTensor& weight, std::int64_t o, QuantParams input) {
  return double{input.scale} * weight.scales()[weight.scales().size() == 1 ? 0 : static_cast<std::size_t>(o)];
}

QuantizedTensor with_room_for(const Tensor& bias, const QuantizedTensor& weight, QuantParams input) {
  std::vector<float> scales(weight.scales().begin(), weight.scales().end());
  const auto set_of = [&](std::int64_t o) { return scales.size() == 1 ? 0 : static_cast<std::size_t>(o); };
  for (std::int64_t o = 0; o < bias.count(); ++o)
    scales[set_of(o)] =
        std::max(scales[set_of(o)], static_cast<float>(std::fabs(bias.data()[o]) / (0x1p30 * input.scale)));
  if (std::ranges::equal(scales, weight.scales())) return weight;
  std::vector<std::int32_t> codes = weight.stored();
  const std::int64_t row = std::ssize(codes) / std::max(weight.shape().dim(0), 1);
  for (std::int64_t i = 0; i < std::ssize(codes); ++i) {
    const std::size_t set = set_of(i / row);
    std::int32_t& code = codes[static_cast<std::size_t>(i)];
    code = static_cast<std::int32_t>(std::nearbyint(code * double{weight.scales()[set]} / scales[set]));
  }
  std::vector<std::uint8_t> bytes(weight.bytes().size());
  pack(codes, weight.format().type.bits, bytes);
  return {weight.shape(), weight.format(), std::move(bytes), std::move(scales), {}};
}

std::vector<std::int32_t> bias_steps(const Tensor& bias, const QuantizedTensor& weight, QuantParams input) {
  std::vector<std::int32_t> steps(static_cast<std::size_t>(weight.shape().dim(0)));
  for (std::int64_t o = 0; o < bias.count(); ++o)
    steps[static_cast<std::size_t>(o)] = static_cast<std::int32_t>(
        std::nearbyint(std::clamp(bias.data()[o] / step(weight, o, input), -0x1p30, 0x1p30)));
  return steps;
}

OutputStage::OutputStage(const QuantizedTensor& weight, std::span<const std::int32_t> bias,
                         const ActivationFormat& input, const ActivationFormat& output, Activation activation)
    : zero_point_(output.params.zero_point), activation_(activation) {
  check_integer_weight(weight);
  const int out = weight.shape().dim(0);
  if (std::ssize(bias) != out)
    throw ValueError(std::to_string(bias.size()) + " biases for weights " + weight.shape().str());
  const QuantType codes = output.type();
  lowest_ = activation == Activation::none ? codes.lowest() : std::max(codes.lowest(), zero_point_);
  highest_ =
      activation == Activation::relu6 ? quantize(6, output.params, codes, Scheme::affine) : codes.highest();
  const std::vector<std::int8_t> w = codes_of(weight);
  const std::vector<std::int32_t> sums =
      row_sums(std::span<const std::int8_t>(w), out, static_cast<int>(weight.count() / std::max(out, 1)));
  for (int o = 0; o < out; ++o) {
    const auto i = static_cast<std::size_t>(o);
    offsets_.push_back(bias[i] - input.params.zero_point * sums[i]);
    multipliers_.push_back(make_multiplier(step(weight, o, input.params) / output.params.scale));
  }
}

void OutputStage::run(std::span<const std::int32_t> sums, std::span<std::uint8_t> codes) const {
  const std::size_t out = offsets_.size();
  const auto rows = static_cast<int>(out > 0 ? sums.size() / out : 0);
  const int parts = std::clamp(rows / 256, 1, 64);
  parallel_for(parts, [&](int part) {
    const auto end = static_cast<std::size_t>(part_begin(rows, parts, part + 1)) * out;
    for (auto i = static_cast<std::size_t>(part_begin(rows, parts, part)) * out; i < end; i += out)
      for (std::size_t o = 0; o < out; ++o)
        codes[i + o] = requantize(sums[i + o] + offsets_[o], multipliers_[o], zero_point_, lowest_, highest_);
  });
}

std::vector<std::int8_t> codes_of(const QuantizedTensor& weight) {
  if (weight.format().type.bits > 8 || !weight.format().type.is_signed)
    throw ValueError("codes_of: weights do not fit int8: " + weight.format().type.str());
  const std::vector<std::int32_t> stored = weight.stored();
  return {stored.begin(), stored.end()};
}

}  // namespace tt::quant
