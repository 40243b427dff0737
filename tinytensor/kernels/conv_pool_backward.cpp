#include "tinytensor/kernels/conv_pool.h"
#include "tinytensor/kernels/conv_pool_dense.h"
#include "tinytensor/kernels/conv_pool_sparse.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

namespace {

// db += the gradients of one image's winners. Several sums take turns, so that none waits for the one before.
void add_bias_gradient(const float* dy, const std::int32_t* winners, float* db, int windows, int out) {
  constexpr int turns = 4;
  for (int o = 0; o < out; o += lanes) {
    Vec sum[turns] = {};
    const auto add = [&](int i, Vec& to) {
      const Vec gradient = load_first(dy + i * out + o, out - o);
      to += load_first(winners + i * out + o, out - o) >= 0 ? gradient : Vec{};
    };
    int i = 0;
    for (; i + turns <= windows; i += turns)
      for (int t = 0; t < turns; ++t) add(i + t, sum[t]);
    for (; i < windows; ++i) add(i, sum[0]);
    store_first(db + o, load_first(db + o, out - o) + ((sum[0] + sum[1]) + (sum[2] + sum[3])), out - o);
  }
}

// The first part becomes the sum of all, in their order.
void add_parts(float* __restrict sum, int parts, std::int64_t count) {
  for (int p = 1; p < parts; ++p) {
    const float* __restrict part = sum + p * count;
    for (std::int64_t i = 0; i < count; ++i) sum[i] += part[i];
  }
}

// How many parts the images are split into, each with its own sums: fewer where the sums are large.
int parts_for(int images, std::int64_t sums) {
  constexpr std::int64_t most_floats = 1 << 22;
  return static_cast<int>(std::clamp<std::int64_t>(most_floats / sums, 1, std::clamp(images, 1, 8)));
}

// Method: SparseGradient or DenseGradient.
template <class Method>
void backward(const Method& method, const ConvShape& s, const float* x, const float* dy,
              const std::int32_t* winners, float* dw, float* db, float* dx) {
  const int windows = pooled_height(s) * pooled_width(s);
  const std::int64_t y_count = std::int64_t{windows} * s.out, sums = method.packed_count() + s.out;
  const int parts = parts_for(s.images, sums);
  const Buffer all_sums(parts * sums);
  parallel_for(parts, [&](int part) {
    float* dw_sum = all_sums.data() + part * sums;
    float* db_sum = dw_sum + method.packed_count();
    std::fill_n(dw_sum, sums, 0.0f);
    typename Method::Scratch scratch(method);
    for (std::int64_t n = part_begin(s.images, parts, part); n < part_begin(s.images, parts, part + 1); ++n) {
      const std::int64_t from = n * s.image_count(), at = n * y_count;
      method.add_image(scratch, x + from, dy + at, winners + at, dw_sum, dx ? dx + from : nullptr);
      add_bias_gradient(dy + at, winners + at, db_sum, windows, s.out);
    }
  });
  add_parts(all_sums.data(), parts, sums);
  method.unpack(all_sums.data(), dw);
  if (db) std::copy_n(all_sums.data() + method.packed_count(), s.out, db);
}

}  // namespace

void conv_pool_backward(const ConvShape& s, const float* x, const float* w, const float* dy,
                        const std::int32_t* winners, float* dw, float* db, float* dx) {
  if (DenseGradient::suits(s, dx != nullptr))
    backward(DenseGradient(s), s, x, dy, winners, dw, db, nullptr);
  else
    backward(SparseGradient(s, w), s, x, dy, winners, dw, db, dx);
}

}  // namespace tt::kernels
