#pragma once
#include "tinytensor/kernels/conv_plan.h"

namespace tt::kernels {

// Where a tile stands: its image, and the row and column of its first result.
struct WinogradPlace {
  std::int64_t image;
  int row, column;
};

// The source side of Winograd's convolution: B' d B of the 4 x 4 patches of a batch. Patches are two apart;
// tile t is the t-th of the batch, images one after the other, row by row.
class WinogradSource {
 public:
  explicit WinogradSource(const ConvPlan& plan)
      : plan_(plan) {}  // 3 x 3 taps, stride 1, one group, in >= lanes

  int rows() const { return (plan_.rows.count + 1) / 2; }        // of tiles in one image
  int columns() const { return (plan_.columns.count + 1) / 2; }  // tiles in a row
  std::int64_t tiles(int images) const { return std::int64_t{images} * rows() * columns(); }

  WinogradPlace place(std::int64_t tile) const {
    const std::int64_t row = tile / columns();
    return {row / rows(), static_cast<int>(row % rows()) * 2, static_cast<int>(tile % columns()) * 2};
  }
  void advance(WinogradPlace& place) const {  // to the next tile
    if ((place.column += 2) < plan_.columns.count) return;
    place.column = 0;
    if ((place.row += 2) < plan_.rows.count) return;
    place.row = 0;
    ++place.image;
  }

  // Floats from one of the 16 to the next: a cache line more than necessary, since 16 streams whose distance
  // is a power of two would compete for the same places in the cache.
  std::int64_t step(int tiles) const { return std::int64_t{tiles} * plan_.in + 16; }
  // Transforms tiles [first, first + count) into `transformed`, [16][step(count)], each [count][in].
  void transform(const float* images, std::int64_t first, int count, float* transformed) const;

 private:
  ConvPlan plan_;
};

}  // namespace tt::kernels
