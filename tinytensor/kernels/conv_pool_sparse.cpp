#include "tinytensor/kernels/conv_pool_sparse.h"

#include "tinytensor/kernels/conv_pool.h"

namespace tt::kernels {

namespace {

// Rows x vectors of a filter at once: as many as the registers hold twice, for the weights and for their
// gradients.
constexpr int most_rows = 3, most_vectors = vector_registers == 32 ? 3 : 2;

// The block of one filter that begins at w and dw; x, dx: where that block of the first patch begins.
template <int rows, int vectors, bool with_dx>
void spread(const SparseGradient::Winner* winner, int count, const float* __restrict x, int down,
            const float* __restrict w, float* __restrict dw, int run, float* __restrict dx) {
  Vec weight[rows][vectors], sum[rows][vectors];
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) {
      weight[r][v] = load(w + r * run + v * lanes);
      sum[r][v] = load(dw + r * run + v * lanes);
    }
  for (const auto* end = winner + count; winner != end; ++winner) {
    const float g = winner->gradient;
    const float* from = x + winner->patch;
    float* to = dx + winner->patch;
#pragma GCC unroll 3
    for (int r = 0; r < rows; ++r, from += down, to += down)
#pragma GCC unroll 3
      for (int v = 0; v < vectors; ++v) {
        sum[r][v] += g * load(from + v * lanes);
        if constexpr (with_dx) store(to + v * lanes, load(to + v * lanes) + g * weight[r][v]);
      }
  }
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) store(dw + r * run + v * lanes, sum[r][v]);
}

}  // namespace

SparseGradient::SparseGradient(const ConvShape& s, const float* w)
    : shape_(s), patch_(s), packed_run_((patch_.run + lanes - 1) / lanes * lanes), filters_(w) {
  if (packed_run_ == patch_.run) return;
  filled_ = Buffer(packed_count());
  filters_ = filled_.data();
  for (int i = 0; i < s.out * patch_.rows; ++i) {
    float* to = std::copy_n(w + i * patch_.run, patch_.run, filled_.data() + i * packed_run_);
    std::fill_n(to, packed_run_ - patch_.run, 0.0f);
  }
}

void SparseGradient::unpack(const float* packed, float* dw) const {
  for (int i = 0; i < shape_.out * patch_.rows; ++i)
    std::copy_n(packed + i * packed_run_, patch_.run, dw + i * patch_.run);
}

SparseGradient::Scratch::Scratch(const ConvShape& s)
    : x(s), dx(s), winners(static_cast<std::size_t>(pooled_height(s) * pooled_width(s)) + 1) {}

// The winners of one channel, and how many; dy, winners: that channel of the first window.
int SparseGradient::list_winners(const float* dy, const std::int32_t* winners, Winner* list) const {
  const int step[] = {0, patch_.step(0), patch_.step(1), patch_.step(2), patch_.step(3)};
  const int height = pooled_height(shape_), width = pooled_width(shape_), out = shape_.out;
  int count = 0;
  for (int i = 0; i < height; ++i) {
    int window = 2 * i * patch_.down;
    for (int j = 0; j < width; ++j, window += 2 * patch_.right, dy += out, winners += out) {
      list[count] = {window + step[*winners + 1], *dy};  // overwritten by the next one if this is none
      count += *winners >= 0;
    }
  }
  return count;
}

void SparseGradient::add_image(Scratch& scratch, const float* x, const float* dy, const std::int32_t* winners,
                               float* dw, float* dx) const {
  // A run that does not fill its last vector reads (times 0) and writes (plus 0) past its end: not in others'
  // images.
  const bool copy = shape_.padding > 0 || packed_run_ != patch_.run;
  float* gradient = copy && dx ? scratch.dx.data() : dx;
  if (copy) scratch.x.copy_from(x), x = scratch.x.data();
  if (gradient) std::fill_n(gradient, patch_.image, 0.0f);
  for (int o = 0; o < shape_.out; ++o) {
    Winner* list = scratch.winners.data();
    const int count = list_winners(dy + o, winners + o, list);
    for (int r = 0; r < patch_.rows; r += most_rows)
      for (int t = 0; t < packed_run_; t += most_vectors * lanes) {
        const int rows = std::min(most_rows, patch_.rows - r), at = r * patch_.down + t;
        const int vectors = std::min(most_vectors, (packed_run_ - t) / lanes);
        const std::int64_t filter = std::int64_t{o * patch_.rows + r} * packed_run_ + t;
        with_constant<most_rows>(rows, [&](auto m) {
          with_constant<most_vectors>(vectors, [&](auto n) {
            if (gradient)
              spread<m, n, true>(list, count, x + at, patch_.down, filters_ + filter, dw + filter,
                                 packed_run_, gradient + at);
            else
              spread<m, n, false>(list, count, x + at, patch_.down, filters_ + filter, dw + filter,
                                  packed_run_, nullptr);
          });
        });
      }
  }
  if (copy && dx) scratch.dx.copy_to(dx);
}

}  // namespace tt::kernels
