#include "tinytensor/kernels/linear_blocks.h"

#include <algorithm>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/tile.h"
#include "tinytensor/kernels/vec_part.h"
#include "tinytensor/kernels/with_constant.h"

namespace tt::kernels {

namespace {

// A block of sums fills the registers, save for what is multiplied into it.
constexpr int most_rows = vector_registers == 32 ? 4 : 2, most_outputs = 5, most_vectors = 5;

// The sum of a vector's lanes, by repeated halving.
template <int width>
float sum_of(const float* p) {
  if constexpr (width == 1) {
    return *p;
  } else {
    float half[width / 2];
    for (int i = 0; i < width / 2; ++i) half[i] = p[i] + p[i + width / 2];
    return sum_of<width / 2>(half);
  }
}

template <int rows, int outputs>
[[gnu::noinline]] void dot_block(const float* x, const float* w, const float* bias, float* y, int in,
                                 int out) {
  Vec sum[rows][outputs];
  TT_UNROLL
  for (int i = 0; i < rows; ++i) {
    TT_UNROLL
    for (int o = 0; o < outputs; ++o) sum[i][o] = Vec{};
  }
  int k = 0;
  const auto add = [&](const auto& load_at) {
    Vec weight[outputs];
    TT_UNROLL
    for (int o = 0; o < outputs; ++o) weight[o] = load_at(w + std::int64_t{o} * in + k);
    TT_UNROLL
    for (int i = 0; i < rows; ++i) {
      const Vec value = load_at(x + std::int64_t{i} * in + k);
      TT_UNROLL
      for (int o = 0; o < outputs; ++o) sum[i][o] += value * weight[o];
    }
  };
  for (; k + lanes <= in; k += lanes) add([](const float* p) { return load(p); });
  if (k < in) add([&](const float* p) { return load_first(p, in - k); });
  for (int i = 0; i < rows; ++i)
    for (int o = 0; o < outputs; ++o) {
      float total[lanes];
      store(total, sum[i][o]);
      y[i * out + o] = sum_of<lanes>(total) + (bias ? bias[o] : 0);
    }
}

template <int rows, int vectors, bool whole>
[[gnu::noinline]] void sum_block(const Strided& a, const float* b, float* c, int depth, int columns,
                                 int left) {
  Vec sum[rows][vectors];
  TT_UNROLL
  for (int i = 0; i < rows; ++i) {
    TT_UNROLL
    for (int v = 0; v < vectors; ++v) sum[i][v] = Vec{};
  }
  const float* value = a.values;
  for (int k = 0; k < depth; ++k, b += columns, value += a.depth_step) {
    Vec row[vectors];
    TT_UNROLL
    for (int v = 0; v < vectors; ++v) row[v] = whole ? load(b + v * lanes) : load_first(b, left);
    TT_UNROLL
    for (int i = 0; i < rows; ++i) {
      TT_UNROLL
      for (int v = 0; v < vectors; ++v) sum[i][v] += value[i * a.row_step] * row[v];
    }
  }
  TT_UNROLL
  for (int i = 0; i < rows; ++i) {
    TT_UNROLL
    for (int v = 0; v < vectors; ++v)
      whole ? store(c + i * columns + v * lanes, sum[i][v]) : store_first(c + i * columns, sum[i][v], left);
  }
}

// Calls body(first, count) for pieces of [0, count) of at most `most` and of nearly equal size.
template <class Body>
void for_even_pieces(int count, int most, const Body& body) {
  const int pieces = (count + most - 1) / most;
  for (int p = 0; p < pieces; ++p) {
    const int first = static_cast<int>(part_begin(count, pieces, p));
    body(first, static_cast<int>(part_begin(count, pieces, p + 1)) - first);
  }
}

}  // namespace

void dot_rows(const float* x, const float* w, const float* bias, float* y, int rows, int in, int out) {
  for_even_pieces(out, most_outputs, [&](int o, int outputs) {
    for_even_pieces(rows, most_rows, [&](int i, int block) {
      with_constant<most_outputs>(outputs, [&](auto n) {
        with_constant<most_rows>(block, [&](auto m) {
          dot_block<m, n>(x + std::int64_t{i} * in, w + std::int64_t{o} * in, bias ? bias + o : nullptr,
                          y + std::int64_t{i} * out + o, in, out);
        });
      });
    });
  });
}

void sum_rows(const Strided& a, const float* b, float* c, int rows, int depth, int columns, int first,
              int last) {
  const auto block = [&](int j, int vectors, bool whole) {
    for_even_pieces(rows, most_rows, [&](int i, int count) {
      const Strided from{a.values + std::int64_t{i} * a.row_step, a.row_step, a.depth_step};
      float* to = c + std::int64_t{i} * columns + j;
      with_constant<most_rows>(count, [&](auto m) {
        if (!whole) return sum_block<m, 1, false>(from, b + j, to, depth, columns, last - j);
        with_constant<most_vectors>(
            vectors, [&](auto n) { sum_block<m, n, true>(from, b + j, to, depth, columns, 0); });
      });
    });
  };
  const int vectors = (last - first) / lanes;
  for_even_pieces(vectors, most_vectors, [&](int v, int count) { block(first + v * lanes, count, true); });
  if (first + vectors * lanes < last) block(first + vectors * lanes, 1, false);
}

}  // namespace tt::kernels
