#include "tinytensor/kernels/winograd_source.h"

#include <algorithm>

#include "tinytensor/kernels/winograd_transform.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

namespace {

// One patch, all channels. at(i, j): where its pixel i, j is; step: floats between the 16 that it becomes.
template <class At>
[[gnu::always_inline]] inline void transform_patch(const At& at, int channels, float* to, std::int64_t step) {
  for (int c = 0; c < channels; c += lanes) {
    const int channel =
        c + lanes <= channels ? c : channels - lanes;  // the last vector overlaps the one before
    Vec d[4][4], v[4][4];
    TT_UNROLL
    for (int i = 0; i < 4; ++i) {
      TT_UNROLL
      for (int j = 0; j < 4; ++j) d[i][j] = load(at(i, j) + channel);
    }
    winograd::both_axes(d, v, winograd::source_axis);
    float* result = to + channel;
    TT_UNROLL
    for (int i = 0; i < 4; ++i) {
      TT_UNROLL
      for (int j = 0; j < 4; ++j, result += step) store(result, v[i][j]);
    }
  }
}

}  // namespace

void WinogradSource::transform(const float* images, std::int64_t first, int count, float* transformed) const {
  const int channels = plan_.in, height = plan_.source_height, width = plan_.source_width;
  const std::int64_t pitch = std::int64_t{width} * channels, distance = step(count);
  const Buffer zeros(channels);
  std::fill_n(zeros.data(), channels, 0.0f);
  WinogradPlace place = this->place(first);
  for (int i = 0; i < count; ++i, advance(place), transformed += channels) {
    const int row = plan_.rows.start + place.row, column = plan_.columns.start + place.column;
    const float* patch = images + place.image * plan_.source_count() + row * pitch + column * channels;
    if (row >= 0 && column >= 0 && row + 4 <= height && column + 4 <= width) {
      transform_patch([=](int y, int x) { return patch + y * pitch + x * channels; }, channels, transformed,
                      distance);
      continue;
    }
    const float* pixels[4][4];
    for (int y = 0; y < 4; ++y)
      for (int x = 0; x < 4; ++x) {
        const bool inside = row + y >= 0 && row + y < height && column + x >= 0 && column + x < width;
        pixels[y][x] = inside ? patch + y * pitch + x * channels : zeros.data();
      }
    transform_patch([&](int y, int x) { return pixels[y][x]; }, channels, transformed, distance);
  }
}

}  // namespace tt::kernels
