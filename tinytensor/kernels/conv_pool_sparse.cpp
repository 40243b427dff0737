#include "tinytensor/kernels/conv_pool_sparse.h"

#include "tinytensor/kernels/conv_pool.h"

namespace tt::kernels {

namespace {

// Rows x vectors of a filter at once: as many as the registers hold twice, as weights and as their gradients.
constexpr int most_rows = 3, most_vectors = vector_registers == 32 ? 3 : 2;

// The block of one filter that begins at w and dw; x, dx: where that block of the first patch begins. Not
// inlined, so that its one loop has all the registers.
template <int rows, int vectors, bool with_dx>
[[gnu::noinline]] void spread(const SparseGradient::Winner* winner, const SparseGradient::Winner* end,
                              const float* __restrict x, int down, const float* __restrict w,
                              float* __restrict dw, int run, float* __restrict dx) {
  Vec weight[rows][vectors], sum[rows][vectors];
  TT_UNROLL
  for (int r = 0; r < rows; ++r) {
    TT_UNROLL
    for (int v = 0; v < vectors; ++v) {
      weight[r][v] = load(w + r * run + v * lanes);
      sum[r][v] = load(dw + r * run + v * lanes);
    }
  }
  for (; winner != end; ++winner) {
    const float g = winner->gradient;
    const float* from = x + winner->patch;
    float* to = dx + winner->patch;
    TT_UNROLL
    for (int r = 0; r < rows; ++r, from += down, to += down) {
      TT_UNROLL
      for (int v = 0; v < vectors; ++v) {
        sum[r][v] += g * load(from + v * lanes);
        if constexpr (with_dx) store(to + v * lanes, load(to + v * lanes) + g * weight[r][v]);
      }
    }
  }
  TT_UNROLL
  for (int r = 0; r < rows; ++r) {
    TT_UNROLL
    for (int v = 0; v < vectors; ++v) store(dw + r * run + v * lanes, sum[r][v]);
  }
}

// Lists the winners of one channel and returns the list's end; dy, winners: that channel of the first window.
// step: what to add to a window's patch for position 0 to 3, and anything at -1.
[[gnu::noinline]] SparseGradient::Winner* list_winners(const std::vector<SparseGradient::Window>& windows,
                                                       const int* step, const float* __restrict dy,
                                                       const std::int32_t* __restrict winners,
                                                       SparseGradient::Winner* __restrict list) {
  for (const SparseGradient::Window& window : windows) {
    const int winner = winners[window.at];
    *list = {window.patch + step[winner], dy[window.at]};  // overwritten by the next if this is none
    list += winner >= 0;
  }
  return list;
}

}  // namespace

SparseGradient::SparseGradient(const ConvShape& s, const float* w)
    : shape_(s), patch_(s), packed_run_(vectors_for(patch_.run) * lanes), filters_(w) {
  // Neighbouring windows overlap: visited in order, each would wait for the sums of the one before in dx.
  for (int i = 0; i < pooled_height(s); ++i)
    for (int odd : {0, 1})
      for (int j = odd; j < pooled_width(s); j += 2)
        windows_.push_back({(i * pooled_width(s) + j) * s.out, 2 * i * patch_.down + 2 * j * patch_.right});
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

// A run that does not fill its last vector reads (times 0) and writes (plus 0) past its end: only in copies.
SparseGradient::Scratch::Scratch(const SparseGradient& g)
    : x(g.shape_, g.shape_.padding > 0 || g.packed_run_ != g.patch_.run),
      dx(g.shape_, x.needed()),
      winners(g.windows_.size() + 1) {}

void SparseGradient::add_image(Scratch& scratch, const float* x, const float* dy, const std::int32_t* winners,
                               float* dw, float* dx) const {
  x = scratch.x.of(x);
  float* gradient = dx && scratch.dx.needed() ? scratch.dx.data() : dx;
  if (gradient) std::fill_n(gradient, patch_.image, 0.0f);
  const int step[] = {0, patch_.step(0), patch_.step(1), patch_.step(2), patch_.step(3)};
  for (int o = 0; o < shape_.out; ++o) {
    Winner* list = scratch.winners.data();
    const Winner* end = list_winners(windows_, step + 1, dy + o, winners + o, list);
    for (int r = 0; r < patch_.rows; r += most_rows)
      for (int t = 0; t < packed_run_; t += most_vectors * lanes) {
        const int rows = std::min(most_rows, patch_.rows - r), at = r * patch_.down + t;
        const int vectors = std::min(most_vectors, (packed_run_ - t) / lanes);
        const std::int64_t filter = std::int64_t{o * patch_.rows + r} * packed_run_ + t;
        with_constant<most_rows>(rows, [&](auto m) {
          with_constant<most_vectors>(vectors, [&](auto n) {
            const auto block = [&](auto with_dx, float* to) {
              spread<m, n, with_dx>(list, end, x + at, patch_.down, filters_ + filter, dw + filter,
                                    packed_run_, to);
            };
            gradient ? block(std::true_type{}, gradient + at) : block(std::false_type{}, nullptr);
          });
        });
      }
  }
  if (gradient != dx) scratch.dx.copy_to(dx);
}

}  // namespace tt::kernels
