#include "modules/quantization/kernels/integer_row.h"

#include <algorithm>

#include "modules/quantization/requantize.h"

namespace tt::quant::kernels {

namespace {

std::int32_t dot_product(const IntegerRow& r, const std::uint8_t* x, const std::int8_t* w) {
  std::int32_t sum = 0;
  for (int q = 0; q < r.quads; ++q, w += 4 * block)
    for (int l = 0; l < 4; ++l) sum += std::int32_t{x[r.steps[q] + l]} * w[l];
  return sum;
}

std::int32_t sum_at(const IntegerRow& r, int column, const std::int8_t* w) {
  if (!r.pooled) return dot_product(r, r.x + column * r.column_step, w);
  const std::uint8_t* corner = r.x + 2 * column * r.column_step;
  return std::max({dot_product(r, corner, w), dot_product(r, corner + r.column_step, w),
                   dot_product(r, corner + r.row_step, w),
                   dot_product(r, corner + r.row_step + r.column_step, w)});
}

void finish(const IntegerRow& r, std::int32_t sum, int column, int o) {
  const Stage& s = r.stage;
  const std::ptrdiff_t to = column * r.y_step + o;
  sum += s.offsets[o];
  if (r.sums)
    r.sums[to] = sum;
  else
    r.y[to] = requantize(sum, {s.mantissas[o], s.lefts[o] - s.rights[o]}, s.zero_point, s.lowest, s.highest);
}

}  // namespace

void integer_row_portable(const IntegerRow& r) {
  for (int column = 0; column < r.columns; ++column)
    for (int o = 0; o < r.outputs; ++o) {
      const std::int8_t* w = r.weights + (std::ptrdiff_t{o / block} * r.quads * block + o % block) * 4;
      finish(r, sum_at(r, column, w), column, o);
    }
}

void integer_row(const IntegerRow& row, Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx2) return integer_row_avx2(row);
  if (isa == Isa::avx512vnni) return integer_row_avx512vnni(row);
#elif defined(__aarch64__)
  if (isa == Isa::neon) return integer_row_neon(row);
#endif
  static_cast<void>(isa);
  integer_row_portable(row);
}

void finish_block(const IntegerRow& r, const std::int32_t* sums, int column, int first, Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx2) return finish_block_avx2(r, sums, column, first);
  if (isa == Isa::avx512vnni) return finish_block_avx512vnni(r, sums, column, first);
#elif defined(__aarch64__)
  if (isa == Isa::neon) return finish_block_neon(r, sums, column, first);
#endif
  static_cast<void>(isa);
  for (int o = first; o < std::min(first + block, r.outputs); ++o) finish(r, sums[o - first], column, o);
}

}  // namespace tt::quant::kernels
