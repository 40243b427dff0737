#include "tinytensor/kernels/conv_pool_dense.h"

#include "tinytensor/kernels/conv_pool.h"

namespace tt::kernels {

namespace {

// Rows x floats of a patch at once: one sum each.
constexpr int most_rows = 3, most_floats = vector_registers == 32 ? 5 : 3;

struct Windows {
  int height, width, out;
  PatchShape patch;
};

// x: where this block of the first patch begins; dy, winners: the first of the channels in the first window.
template <int rows, int floats>
[[gnu::noinline]] void add_block(const Windows& w, const float* x, const float* dy,
                                 const std::int32_t* winners, int channels, float* dw) {
  Vec sum[rows][floats];
  TT_UNROLL
  for (int r = 0; r < rows; ++r) {
    TT_UNROLL
    for (int t = 0; t < floats; ++t) sum[r][t] = load(dw + (r * w.patch.run + t) * lanes);
  }
  const int right = w.patch.right, down = w.patch.down;
  for (int i = 0; i < w.height; ++i) {
    const float* window = x + 2 * i * down;
    for (int j = 0; j < w.width; ++j, dy += w.out, winners += w.out, window += 2 * right) {
      const Vec gradient = load_first(dy, channels);
      const IntVec winner = load_first(winners, channels);
      TT_UNROLL
      for (int q = 0; q < 4; ++q) {
        const Vec won = winner == q ? gradient : Vec{};
        const float* p = window + q / 2 * down + q % 2 * right;
        TT_UNROLL
        for (int r = 0; r < rows; ++r, p += down) {
          TT_UNROLL
          for (int t = 0; t < floats; ++t) sum[r][t] += won * p[t];
        }
      }
    }
  }
  TT_UNROLL
  for (int r = 0; r < rows; ++r) {
    TT_UNROLL
    for (int t = 0; t < floats; ++t) store(dw + (r * w.patch.run + t) * lanes, sum[r][t]);
  }
}

}  // namespace

void DenseGradient::add_image(Scratch& scratch, const float* x, const float* dy, const std::int32_t* winners,
                              float* dw, float*) const {
  x = scratch.x.of(x);
  const Windows windows{pooled_height(shape_), pooled_width(shape_), shape_.out, patch_};
  for (int o = 0; o < shape_.out; o += lanes, dw += patch_.count() * lanes)
    for (int r = 0; r < patch_.rows; r += most_rows)
      for (int t = 0; t < patch_.run; t += most_floats)
        with_constant<most_rows>(std::min(most_rows, patch_.rows - r), [&](auto rows) {
          with_constant<most_floats>(std::min(most_floats, patch_.run - t), [&](auto floats) {
            add_block<rows, floats>(windows, x + r * patch_.down + t, dy + o, winners + o, shape_.out - o,
                                    dw + (r * patch_.run + t) * lanes);
          });
        });
}

void DenseGradient::unpack(const float* packed, float* dw) const {
  const int count = patch_.count();
  for (int o = 0; o < shape_.out; ++o)
    for (int k = 0; k < count; ++k) dw[o * count + k] = packed[(o / lanes * count + k) * lanes + o % lanes];
}

}  // namespace tt::kernels
