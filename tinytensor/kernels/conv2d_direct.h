#pragma once
#include <vector>

#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/conv_plan.h"
#include "tinytensor/kernels/tile_row.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

// Convolution as defined, tile by tile, for any shape. In a channels-last image the taps of one kernel row
// lie side by side, so with one group a tap row is one run of kernel_w * in numbers; otherwise each tap is a
// run. Rows of taps outside the image are left out; columns are padded, a band of rows at a time.
class DirectConv : public ConvAlgorithm {
 public:
  DirectConv(const ConvPlan& plan, const float* w, const float* bias, bool relu);
  void run(const float* source, float* result, int images) const override;

 private:
  void pack(const float* w, const float* bias);
  void run_strip(const float* image, float* result, int strip, ConvParts::Range blocks, float* padded) const;
  void run_block(const float* source, int top, float* result, int block, int first, int count) const;
  int blocks() const { return (vectors_ + 1) / 2; }  // of result channels, in a group

  ConvPlan plan_;
  bool padded_, relu_;
  int strips_;                         // bands of result rows: what is padded and worked on at a time
  std::int64_t pitch_;                 // floats in a row of the source, or of its padded copy
  std::vector<std::int32_t> offsets_;  // where the runs of one sum begin
  int length_;                         // of a run
  int vectors_;                        // that hold the result channels of a group
  Buffer weights_, bias_;     // [group][block][run][length][channels of the block], [group][vectors * lanes]
  TileRowFunction tiles_[2];  // for blocks of one vector and of two
};

}  // namespace tt::kernels
