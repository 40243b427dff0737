#pragma once
// The three ways to compute one image of a fused convolution. Private to conv_pool*.cpp.
#include "tinytensor/kernels/conv_pool_image.h"

namespace tt::kernels {

// What every method works on. x: the image with its padding; y: [pooled height, pooled width, out]; winners:
// like y, or null.
struct FusedImage {
  int height, width, out;  // of y
  PatchShape patch;
  const float *x, *weights, *bias;
  float* y;
  std::int32_t* winners;

  int vectors() const { return vectors_for(out); }
  // The patch of a window's first position, and where that window's outputs begin in y and winners.
  const float* window(int i, int j) const { return x + 2 * (i * patch.down + j * patch.right); }
  int at(int i, int j) const { return (i * width + j) * out; }
};

// Filters as the loops read them: [vector of channels, patch, lane]. Channels that pad the last vector are 0.
void pack_filters(const ConvShape& s, const float* w, float* packed);

// Sums for several windows side by side, in registers. For any shape.
void fused_direct(const FusedImage& image);

// A patch so small that its weights stay in registers while all windows pass.
bool fused_small_suits(const ConvShape& s);
void fused_small(const FusedImage& image);

// Winograd's F(2x2, 3x3): 16 products per window and channel instead of 36. For kernels of 3 x 3.
std::int64_t winograd_weight_count(const ConvShape& s);
std::int64_t winograd_scratch_count(const ConvShape& s);
// packed: from pack_filters; u: [vector of channels, 4 x 4 frequencies, in, lane].
void winograd_filters(const ConvShape& s, const float* packed, float* u);
void fused_winograd(const FusedImage& image, float* scratch);

// The largest of a window's four sums, plus the bias, clamped at 0; and which it was.
template <bool keep>
inline void pool(const Vec (&sum)[4], Vec bias, float* y, std::int32_t* winners, int channels) {
  const auto upper = sum[1] > sum[0], lower = sum[3] > sum[2];
  const Vec upper_sum = upper ? sum[1] : sum[0], lower_sum = lower ? sum[3] : sum[2];
  const auto below = lower_sum > upper_sum;
  Vec largest = below ? lower_sum : upper_sum;
  largest += bias;
  const auto alive = largest > Vec{};
  store_first(y, alive ? largest : Vec{}, channels);
  if constexpr (!keep) return;
  const IntVec zero{}, winner = below ? (lower ? zero + 3 : zero + 2) : (upper ? zero + 1 : zero);
  store_first(winners, alive ? winner : zero - 1, channels);
}

}  // namespace tt::kernels
