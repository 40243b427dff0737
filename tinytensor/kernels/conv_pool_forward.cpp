#include "tinytensor/kernels/conv_pool.h"
#include "tinytensor/kernels/conv_pool_image.h"
#include "tinytensor/kernels/conv_pool_packed.h"
#include "tinytensor/kernels/conv_pool_tile.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

namespace {

void forward(const ConvShape& s, const PackedFilters& filters, const float* x, float* y,
             std::int32_t* winners, int images) {
  const std::int64_t y_count = std::int64_t{pooled_height(s)} * pooled_width(s) * s.out;
  const int parts = (images + 3) / 4;
  parallel_for(parts, [&](int part) {
    PaddedImage padded(s);
    for (std::int64_t n = part_begin(images, parts, part); n < part_begin(images, parts, part + 1); ++n) {
      const float* image = x + n * s.image_count();
      if (s.padding > 0) padded.copy_from(image), image = padded.data();
      conv_pool_image(s, filters, image, y + n * y_count, winners ? winners + n * y_count : nullptr);
    }
  });
}

}  // namespace

bool conv_pool_supported(const ConvShape& s) {
  return s.stride == 1 && s.groups == 1 && s.out_height() >= 2 && s.out_width() >= 2;
}

void conv_pool_forward(const ConvShape& s, const float* x, const float* w, const float* bias, float* y,
                       std::int32_t* winners) {
  forward(s, PackedFilters(s, w, bias), x, y, winners, s.images);
}

void PackedConvPool::run(const float* x, float* y, int images) const {
  forward(shape_, filters_, x, y, nullptr, images);
}

}  // namespace tt::kernels
