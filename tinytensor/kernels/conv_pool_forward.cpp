#include "tinytensor/kernels/conv_pool_methods.h"
#include "tinytensor/kernels/conv_pool_packed.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

bool conv_pool_supported(const ConvShape& s) {
  constexpr std::int64_t most_floats =
      1 << 28;  // of an image with its padding, and of the weights: ints count them
  const std::int64_t width = s.width + 2 * s.padding, height = s.height + 2 * s.padding;
  return s.stride == 1 && s.groups == 1 && s.out_height() >= 2 && s.out_width() >= 2 &&
         width * height * std::max(s.in, s.out) <= most_floats && s.weight_count() <= most_floats;
}

void conv_pool_forward(const ConvShape& s, const float* x, const float* w, const float* bias, float* y,
                       std::int32_t* winners) {
  PackedConvPool(s, w, bias).run(x, y, s.images, winners);
}

bool PackedConvPool::possible(const ConvShape& s, ConvPoolMethod method) {
  if (method == ConvPoolMethod::small) return fused_small_suits(s);
  return method == ConvPoolMethod::direct || (s.kernel_h == 3 && s.kernel_w == 3);
}

ConvPoolMethod PackedConvPool::fastest(const ConvShape& s) {
  if (possible(s, ConvPoolMethod::small)) return ConvPoolMethod::small;
  // Winograd pays when each sum has enough channels to share the transformation of its result.
  if (possible(s, ConvPoolMethod::winograd) && s.in >= 8) return ConvPoolMethod::winograd;
  return ConvPoolMethod::direct;
}

PackedConvPool::PackedConvPool(const ConvShape& s, const float* w, const float* bias, ConvPoolMethod method)
    : shape_(s),
      method_(method),
      weights_(std::int64_t{vectors_for(s.out)} * PatchShape(s).count() * lanes),
      bias_(vectors_for(s.out) * lanes) {
  pack_filters(s, w, weights_.data());
  std::fill_n(bias_.data(), vectors_for(s.out) * lanes, 0.0f);
  if (bias) std::copy_n(bias, s.out, bias_.data());
  if (method != ConvPoolMethod::winograd) return;
  const Buffer transformed(winograd_weight_count(s));
  winograd_filters(s, weights_.data(), transformed.data());
  weights_ = transformed;
}

void PackedConvPool::run(const float* x, float* y, int images, std::int32_t* winners) const {
  const ConvShape& s = shape_;
  const std::int64_t y_count = std::int64_t{pooled_height(s)} * pooled_width(s) * s.out;
  const int parts = (images + 3) / 4;
  parallel_for(parts, [&](int part) {
    PaddedImage padded(s, s.padding > 0);
    const Buffer scratch = method_ == ConvPoolMethod::winograd ? Buffer(winograd_scratch_count(s)) : Buffer();
    FusedImage image{pooled_height(s), pooled_width(s), s.out, PatchShape(s), x,
                     weights_.data(),  bias_.data(),    y,     winners};
    for (std::int64_t n = part_begin(images, parts, part); n < part_begin(images, parts, part + 1); ++n) {
      image.x = padded.of(x + n * s.image_count());
      image.y = y + n * y_count;
      image.winners = winners ? winners + n * y_count : nullptr;
      if (method_ == ConvPoolMethod::winograd) fused_winograd(image, scratch.data());
      if (method_ == ConvPoolMethod::small) fused_small(image);
      if (method_ == ConvPoolMethod::direct) fused_direct(image);
    }
  });
}

}  // namespace tt::kernels
