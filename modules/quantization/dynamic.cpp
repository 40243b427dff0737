#include "modules/quantization/dynamic.h"

#include "modules/quantization/integer_matmul.h"
#include "modules/quantization/kernels/packed_conv2d.h"
#include "modules/quantization/kernels/quantize.h"
#include "modules/quantization/output_stage.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

constexpr std::size_t after = 3;  // bytes that the kernels may read after the codes

// One sample as uint8 codes, by its own range.
QuantParams quantize_sample(std::span<const float> x, std::uint8_t* codes) {
  const auto [low, high] = range_of(x, "quantize");
  const QuantParams params = choose_params(low, high, {8, false}, Scheme::affine);
  kernels::quantize(x.data(), codes, std::ssize(x), params, 0, 255);
  return params;
}

// Calls body(codes, params, n) for each sample of x, in parallel.
template <class Body>
void for_samples(const Tensor& x, const Body& body) {
  const auto count = static_cast<std::size_t>(x.count() / std::max(x.dim(0), 1));
  parallel_for(x.dim(0), [&](int n) {
    std::vector<std::uint8_t> codes(count + after);
    const auto sample = x.values().subspan(static_cast<std::size_t>(n) * count, count);
    body(codes.data(), quantize_sample(sample, codes.data()), n);
  });
}

// Sums [rows, out] of one sample, as floats.
void scale_back(std::span<const std::int32_t> sums, QuantParams input, const QuantizedTensor& weight,
                std::span<const std::int32_t> weight_sums, const Tensor& bias, float* __restrict y) {
  const std::size_t out = weight_sums.size(), each = weight.scales().size() == 1 ? 0 : 1;
  std::vector<float> scales(out), biases(out);
  for (std::size_t o = 0; o < out; ++o) {
    scales[o] = input.scale * weight.scales()[o * each];
    biases[o] = bias.empty() ? 0 : bias.data()[o];
  }
  const std::int32_t zero = input.zero_point;
  for (std::size_t i = 0; i < sums.size(); i += out, y += out)
    for (std::size_t o = 0; o < out; ++o)
      y[o] = scales[o] * static_cast<float>(sums[i + o] - zero * weight_sums[o]) + biases[o];
}

}  // namespace

DynamicLinear::DynamicLinear(StoredWeight weight, Tensor bias)
    : QuantizedLinear(std::move(weight), std::move(bias)) {
  check_integer_weight(this->weight());
}

DynamicConv2D::DynamicConv2D(const nn::Conv2DShape& shape, StoredWeight weight, Tensor bias)
    : QuantizedConv2D(shape, std::move(weight), std::move(bias)) {
  check_integer_weight(this->weight());
}

Tensor DynamicLinear::forward(const Tensor& x) {
  const QuantizedTensor& weight = *this->weight().integers();
  const int out = weight.shape()[0], in = weight.shape()[1];
  if (x.rank() != 2 || x.dim(1) != in)
    throw shape_error("DynamicLinear", "x is not [N, in]", x.shape(), weight.shape());
  const std::vector<std::int8_t> w = codes_of(weight);
  const std::vector<std::int32_t> weight_sums = row_sums(std::span<const std::int8_t>(w), out, in);
  const std::vector<std::int32_t> no_offsets(weight_sums.size());
  const kernels::PackedMatmul product(w.data(), out, in, {.offsets = no_offsets});
  Tensor y = Tensor::uninitialized({x.dim(0), out});
  for_samples(x, [&](const std::uint8_t* codes, QuantParams params, int n) {
    std::vector<std::int32_t> sums(weight_sums.size());
    product.sums(codes, sums.data(), 1);
    scale_back(sums, params, weight, weight_sums, bias(), y.data() + std::int64_t{n} * out);
  });
  return y;
}

Tensor DynamicConv2D::forward(const Tensor& x) {
  const QuantizedTensor& weight = *this->weight().integers();
  const nn::Conv2DShape& s = shape();
  if (x.rank() != 4) throw shape_error("DynamicConv2D", "x is not [N, H, W, in]", x.shape());
  const tt::kernels::ConvShape sizes = s.over(x.shape().without_batch(), "DynamicConv2D");
  const int window = static_cast<int>(weight.count() / s.out);
  const std::vector<std::int8_t> w = codes_of(weight);
  const std::vector<std::int32_t> weight_sums = row_sums(std::span<const std::int8_t>(w), s.out, window);
  const std::vector<std::int32_t> no_offsets(weight_sums.size());
  const kernels::PackedIntegerConv2D conv(sizes, w.data(), 0, {.offsets = no_offsets}, false);
  Tensor y = Tensor::uninitialized({x.dim(0), sizes.out_height(), sizes.out_width(), s.out});
  for_samples(x, [&](const std::uint8_t* codes, QuantParams params, int n) {
    std::vector<std::int32_t> sums(static_cast<std::size_t>(sizes.out_image_count()));
    std::vector<std::uint8_t> padded(static_cast<std::size_t>(conv.padded_count()));
    conv.sums_image(codes, static_cast<std::uint8_t>(params.zero_point), sums.data(), padded.data());
    scale_back(sums, params, weight, weight_sums, bias(), y.data() + n * sizes.out_image_count());
  });
  return y;
}

}  // namespace tt::quant
