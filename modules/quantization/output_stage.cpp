#include "modules/quantization/output_stage.h"

#include <algorithm>
#include <cmath>

#include "modules/quantization/integer_matmul.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

static void check_weight(const QuantizedTensor& weight) {
  const auto& [type, scheme, granularity] = weight.format();
  if (type.bits > 8 || !type.is_signed || scheme != Scheme::symmetric)
    throw ValueError("integer weights are symmetric and of 2 to 8 bits, not " + type.str() +
                     (scheme == Scheme::affine ? " affine" : ""));
  if (granularity.kind == Granularity::group ||
      (granularity.kind == Granularity::channel && granularity.axis != 0))
    throw ValueError("integer weights have one scale an output, not one by " + granularity.str() +
                     ". Use tensor or channel");
}

OutputStage::OutputStage(const QuantizedTensor& weight, const Tensor& bias, QuantParams input,
                         QuantParams output, Activation activation, int bits)
    : zero_point_(output.zero_point) {
  check_weight(weight);
  const int out = weight.shape().dim(0), inputs = static_cast<int>(weight.count() / std::max(out, 1));
  check_products("integer layer", inputs);
  const QuantType codes{bits, false};
  lowest_ = activation == Activation::none ? codes.lowest() : std::max(codes.lowest(), zero_point_);
  highest_ = activation == Activation::relu6 ? quantize(6, output, codes, Scheme::affine) : codes.highest();
  const std::vector<std::int8_t> w = codes_of(weight);
  const std::vector<std::int32_t> sums = row_sums(std::span(w), out, inputs);
  for (int o = 0; o < out; ++o) {
    const double scale = double{input.scale} * weight.params(weight.scales().size() == 1 ? 0 : o).scale;
    const double real_bias = bias.empty() ? 0 : bias.data()[o];
    const double offset =
        std::nearbyint(real_bias / scale) - double{1} * input.zero_point * sums[static_cast<std::size_t>(o)];
    // Where it saturates, so would the output code: the bias is 2^31 steps of the sum.
    offsets_.push_back(static_cast<std::int32_t>(std::clamp(offset, -0x1p30, 0x1p30)));
    multipliers_.push_back(make_multiplier(scale / output.scale));
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
