#include "modules/quantization/dynamic.h"

#include "modules/quantization/integer_matmul.h"
#include "modules/quantization/kernels/integer_conv2d.h"
#include "modules/quantization/kernels/integer_matmul.h"
#include "modules/quantization/output_stage.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

// x cut into its samples, each quantized on its own.
std::vector<IntegerTensor> quantize_samples(const Tensor& x) {
  std::vector<IntegerTensor> samples;
  const std::int64_t count = x.count() / std::max(x.dim(0), 1);
  for (int n = 0; n < x.dim(0); ++n) {
    const auto values =
        x.values().subspan(static_cast<std::size_t>(n * count), static_cast<std::size_t>(count));
    const Tensor sample = Tensor::from(values, {static_cast<int>(count)});
    const auto [low, high] = find_ranges(sample, Granularity::per_tensor())[0];
    samples.push_back(quantize_activations(sample, {choose_params(low, high, {8, false}, Scheme::affine)}));
  }
  return samples;
}

// Sums [rows, out] of one sample, as floats.
void scale_back(std::span<const std::int32_t> sums, QuantParams input, const QuantizedTensor& weight,
                std::span<const std::int32_t> weight_sums, const Tensor& bias, float* y) {
  const std::size_t out = weight_sums.size();
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t o = i % out;
    const float scale = input.scale * weight.scales()[weight.scales().size() == 1 ? 0 : o];
    y[i] = scale * static_cast<float>(sums[i] - input.zero_point * weight_sums[o]) +
           (bias.empty() ? 0 : bias.data()[o]);
  }
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
  Tensor y = Tensor::uninitialized({x.dim(0), out});
  std::vector<std::int32_t> sums(static_cast<std::size_t>(out));
  float* to = y.data();
  for (const IntegerTensor& sample : quantize_samples(x)) {
    kernels::integer_matmul(sample.stored.data(), w.data(), sums.data(), 1, in, out);
    scale_back(sums, sample.format.params, weight, weight_sums, bias(), to);
    to += out;
  }
  return y;
}

Tensor DynamicConv2D::forward(const Tensor& x) {
  const QuantizedTensor& weight = *this->weight().integers();
  const nn::Conv2DShape& s = shape();
  if (x.rank() != 4 || x.dim(3) != s.in)
    throw shape_error("DynamicConv2D", "x is not [N, H, W, in]", x.shape());
  const tt::kernels::ConvShape sizes{.images = 1,
                                     .height = x.dim(1),
                                     .width = x.dim(2),
                                     .in = s.in,
                                     .out = s.out,
                                     .kernel_h = s.kernel,
                                     .kernel_w = s.kernel,
                                     .stride = s.stride,
                                     .padding = s.padding,
                                     .groups = s.groups};
  if (sizes.height + 2 * s.padding < s.kernel || sizes.width + 2 * s.padding < s.kernel)
    throw shape_error("DynamicConv2D", "the image is smaller than the kernel", x.shape(), weight.shape());
  const int window = static_cast<int>(weight.count() / s.out);
  const std::vector<std::int8_t> w = codes_of(weight);
  const std::vector<std::int32_t> weight_sums = row_sums(std::span<const std::int8_t>(w), s.out, window);
  Tensor y = Tensor::uninitialized({x.dim(0), sizes.out_height(), sizes.out_width(), s.out});
  std::vector<std::int32_t> sums(static_cast<std::size_t>(sizes.out_image_count()));
  float* to = y.data();
  for (const IntegerTensor& sample : quantize_samples(x)) {
    const QuantParams p = sample.format.params;
    kernels::integer_conv2d(sizes, sample.stored.data(), static_cast<std::uint8_t>(p.zero_point), w.data(),
                            sums.data());
    scale_back(sums, p, weight, weight_sums, bias(), to);
    to += sizes.out_image_count();
  }
  return y;
}

}  // namespace tt::quant
