#pragma once
#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/tile_row.h"
#include "tinytensor/kernels/vec.h"
#include "tinytensor/kernels/winograd_source.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

// 3 x 3 convolution with stride 1 by Winograd's F(2x2, 3x3): 2.25 times fewer products
// (winograd_transform.h).
class WinogradConv : public ConvAlgorithm {
 public:
  static bool suits(const ConvPlan& plan);  // and has enough channels for the transforms to be worth it
  WinogradConv(const ConvPlan& plan, const float* w, const float* bias, bool relu);
  void run(const float* source, float* result, int images) const override;

 private:
  void pack(const float* w);
  void multiply(const float* transformed, int vector, int count, float* products) const;
  void transform_back(const float* products, int vector, std::int64_t first, int count, float* result) const;

  // Where the block that begins with this vector stands in weights_; floats from one of its 16 matrices to
  // the next, which as in WinogradSource must not be a power of two.
  std::int64_t block_start(int vector) const {
    return std::int64_t{16} * (plan_.in * vector * lanes + (vector + 1) / 2 * 16);
  }
  std::int64_t weight_step(int channels) const { return std::int64_t{plan_.in} * channels + 16; }

  ConvPlan plan_;
  WinogradSource source_;
  bool relu_;
  int vectors_;            // that hold the result channels
  Buffer weights_, bias_;  // [block][16][in][channels of the block] and 16 unused, [vectors * lanes]
};

// As conv2d_backward_weight, without db, in the same way; does nothing and returns false for unsuited shapes.
bool winograd_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw);

}  // namespace tt::kernels
