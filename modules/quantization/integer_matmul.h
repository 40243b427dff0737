#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace tt::quant {

// c[i][j] = sum over l of (a[i][l] - a_zero)(b[j][l] - b_zero), exactly, in int32. Expanded, the zero points
// leave the inner loop, which then multiplies plain codes:
//   sum of a b - a_zero * (sum of row j of b) - b_zero * (sum of row i of a) + k * a_zero * b_zero
// a: [m, k], b: [n, k], c: [m, n]. Throws ShapeError when the sizes do not fit, ValueError when k could
// overflow int32.
void integer_matmul(std::span<const std::uint8_t> a, std::int32_t a_zero, std::span<const std::int8_t> b,
                    std::int32_t b_zero, std::span<std::int32_t> c, int m, int k, int n);

// The sum of each row of codes: [rows, columns] to [rows].
template <class Code>
std::vector<std::int32_t> row_sums(std::span<const Code> codes, int rows, int columns) {
  std::vector<std::int32_t> sums(static_cast<std::size_t>(rows));
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j)
      sums[static_cast<std::size_t>(i)] += codes[static_cast<std::size_t>(std::int64_t{i} * columns + j)];
  return sums;
}

// Throws ValueError, naming op, when the sum of this many products of a uint8 and an int8 code could take
// more than half of int32; the other half is for a bias.
void check_products(const char* op, std::int64_t products);

}  // namespace tt::quant
