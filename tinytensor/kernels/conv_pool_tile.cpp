#include "tinytensor/kernels/conv_pool_tile.h"

#include <algorithm>

#include "tinytensor/kernels/conv_pool.h"
#include "tinytensor/kernels/conv_pool_image.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

PackedFilters::PackedFilters(const ConvShape& s, const float* w, const float* bias)
    : count_(PatchShape(s).count()),
      vectors_((s.out + lanes - 1) / lanes),
      values_(std::int64_t{vectors_} * (count_ + 1) * lanes) {
  float* packed = values_.data();
  for (int first = 0; first < s.out; first += lanes) {
    const int used = std::min(lanes, s.out - first);
    for (int k = 0; k < count_; ++k, packed += lanes)
      for (int o = 0; o < lanes; ++o) packed[o] = o < used ? w[std::int64_t{first + o} * count_ + k] : 0;
  }
  for (int o = 0; o < vectors_ * lanes; ++o) packed[o] = bias && o < s.out ? bias[o] : 0;
}

namespace {

// As many windows in a row at once as the registers hold sums for: four a window and vector.
template <int vectors>
constexpr int most_windows = vector_registers == 32 ? (vectors == 1 ? 6 : 3) : (vectors == 1 ? 3 : 1);

// The largest of four sums and the bias, cut at 0, and which it was.
template <bool keep>
inline void pool(const Vec (&sum)[4], Vec bias, float* y, std::int32_t* winners, int channels) {
  Vec largest = sum[0];
  IntVec winner{};
  for (int q = 1; q < 4; ++q) {
    const auto larger = sum[q] > largest;
    largest = larger ? sum[q] : largest;
    if constexpr (keep) winner = larger ? IntVec{} + q : winner;
  }
  largest += bias;
  const auto alive = largest > Vec{};
  store_first(y, alive ? largest : Vec{}, channels);
  if constexpr (keep) store_first(winners, alive ? winner : IntVec{} - 1, channels);
}

// One tile of outputs: windows side by side, vectors of channels. x: the patch of the first window's first
// position.
template <int windows, int vectors, bool keep>
void tile(const PatchShape& patch, const float* x, const float* w, const float* bias, float* y,
          std::int32_t* winners, int out, int channels) {
  const int block = patch.count() * lanes, right = patch.right;
  Vec sum[windows][vectors][4] = {};
  for (int row = 0; row < patch.rows; ++row, x += patch.down) {
    const float *upper = x, *lower = x + patch.down;
    for (int k = 0; k < patch.run; ++k, ++upper, ++lower, w += lanes) {
      Vec weight[vectors];
      for (int v = 0; v < vectors; ++v) weight[v] = load(w + v * block);
#pragma GCC unroll 8
      for (int j = 0; j < windows; ++j)
#pragma GCC unroll 2
        for (int v = 0; v < vectors; ++v) {
          sum[j][v][0] += weight[v] * upper[2 * j * right];
          sum[j][v][1] += weight[v] * upper[(2 * j + 1) * right];
          sum[j][v][2] += weight[v] * lower[2 * j * right];
          sum[j][v][3] += weight[v] * lower[(2 * j + 1) * right];
        }
    }
  }
  for (int j = 0; j < windows; ++j)
    for (int v = 0; v < vectors; ++v) {
      const int at = j * out + v * lanes;
      pool<keep>(sum[j][v], load(bias + v * lanes), y + at, keep ? winners + at : nullptr,
                 channels - v * lanes);
    }
}

template <int vectors, bool keep>
void channels_of_image(const ConvShape& s, const PackedFilters& filters, int vector, const float* x, float* y,
                       std::int32_t* winners) {
  const PatchShape patch(s);
  const int first = vector * lanes, width = pooled_width(s);
  const int tiles = (width + most_windows<vectors> - 1) / most_windows<vectors>;
  for (int i = 0; i < pooled_height(s); ++i)
    for (int t = 0; t < tiles; ++t) {
      const int j = static_cast<int>(part_begin(width, tiles, t));
      const int windows = static_cast<int>(part_begin(width, tiles, t + 1)) - j;
      const std::int64_t at = (std::int64_t{i} * width + j) * s.out + first;
      with_constant<most_windows<vectors>>(windows, [&](auto n) {
        tile<n, vectors, keep>(patch, x + 2 * i * patch.down + 2 * j * patch.right, filters.weights(vector),
                               filters.bias(vector), y + at, keep ? winners + at : nullptr, s.out,
                               s.out - first);
      });
    }
}

template <bool keep>
void image(const ConvShape& s, const PackedFilters& filters, const float* x, float* y,
           std::int32_t* winners) {
  int v = 0;
  for (; v + 2 <= filters.vectors(); v += 2) channels_of_image<2, keep>(s, filters, v, x, y, winners);
  if (v < filters.vectors()) channels_of_image<1, keep>(s, filters, v, x, y, winners);
}

}  // namespace

void conv_pool_image(const ConvShape& s, const PackedFilters& filters, const float* x, float* y,
                     std::int32_t* winners) {
  if (winners)
    image<true>(s, filters, x, y, winners);
  else
    image<false>(s, filters, x, y, nullptr);
}

}  // namespace tt::kernels
