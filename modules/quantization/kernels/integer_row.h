#pragma once
#include <cstddef>
#include <cstdint>

#include "modules/quantization/kernels/isa.h"

namespace tt::quant::kernels {

constexpr int block = 16;  // outputs whose weights lie together

// From sums to codes, one entry for each output: see requantize.h. Arrays are padded to whole blocks.
struct Stage {
  const std::int32_t* offsets;    // added to the sums: bias, and the correction for x's zero point
  const std::int32_t* mantissas;  // of the multipliers, 2^30 to 2^31 - 1 or 0
  const std::int32_t* lefts;      // left shifts of the sums, before the product
  const std::int32_t* rights;     // right shifts, after the product
  std::int32_t zero_point, lowest, highest;
  bool any_left;  // whether some sum is shifted left at all
};

// The one job of every integer layer: a row of positions, each the dot products of its codes with the weights
// of every output. Codes and weights come four at a time, a "quad". For position c and output o
//
//   sum = offsets[o] + sum over quads q, l < 4 of  x[c * column_step + steps[q] + l] * weight[o][q][l]
//
// A matrix product has one position a row of x, and steps 0, 4, 8 ...; in a convolution the steps walk
// through the window. Weights beyond the end of a run of codes are 0; the codes there are read all the same,
// so 3 bytes after x must be readable.
struct IntegerRow {
  const std::uint8_t* x;
  const std::ptrdiff_t* steps;  // in bytes, [quads], the last one the largest
  // [blocks of 16 outputs][quads][16][4], aligned to 64 bytes; for avx2 [blocks][quads][2][16][2]: pairs.
  const std::int8_t* weights;
  int quads, outputs, columns;
  std::ptrdiff_t column_step;
  // Pooled: position c is the largest sum of a 2x2 window, of columns 2 c and 2 c + 1 in two rows of x.
  bool pooled;
  std::ptrdiff_t row_step;
  Stage stage;
  // Codes, [columns][outputs] with y_step between columns; or, when sums is not null, the sums themselves.
  std::uint8_t* y;
  std::int32_t* sums;
  std::ptrdiff_t y_step;
};

void integer_row_portable(const IntegerRow& row);
void integer_row_avx2(const IntegerRow& row);
void integer_row_avx512vnni(const IntegerRow& row);
void integer_row_neon(const IntegerRow& row);

// The one for isa, which must be available.
void integer_row(const IntegerRow& row, Isa isa);

// Only the last step: 16 sums, without their offsets, of the block of outputs that begins with first, at one
// column, become codes in row.y or go to row.sums.
void finish_block(const IntegerRow& row, const std::int32_t* sums, int column, int first, Isa isa);
void finish_block_avx2(const IntegerRow& row, const std::int32_t* sums, int column, int first);
void finish_block_avx512vnni(const IntegerRow& row, const std::int32_t* sums, int column, int first);
void finish_block_neon(const IntegerRow& row, const std::int32_t* sums, int column, int first);

}  // namespace tt::quant::kernels
