#include "modules/quantization/integer_matmul.h"

#include <string>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

void check_products(const char* op, std::int64_t products) {
  // exercise: begin 1
  constexpr std::int64_t most = 0x3fffffff / (255 * 128);
  if (products > most)
    throw ValueError(std::string(op) + ": " + std::to_string(products) +
                     " products of 8-bit codes can overflow 32 bits, " + std::to_string(most) + " cannot");
  // exercise: end
}

void integer_matmul(std::span<const std::uint8_t> a, std::int32_t a_zero, std::span<const std::int8_t> b,
                    std::int32_t b_zero, std::span<std::int32_t> c, int m, int k, int n) {
  if (std::ssize(a) != std::int64_t{m} * k || std::ssize(b) != std::int64_t{n} * k ||
      std::ssize(c) != std::int64_t{m} * n)
    throw ShapeError("integer_matmul: " + std::to_string(a.size()) + ", " + std::to_string(b.size()) +
                     " and " + std::to_string(c.size()) + " values for m, k, n = " + std::to_string(m) +
                     ", " + std::to_string(k) + ", " + std::to_string(n));
  check_products("integer_matmul", k);
  // exercise: begin 2
  const std::vector<std::int32_t> a_sums = row_sums(a, m, k), b_sums = row_sums(b, n, k);
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      const std::uint8_t* row_a = a.data() + std::int64_t{i} * k;
      const std::int8_t* row_b = b.data() + std::int64_t{j} * k;
      std::int32_t sum = 0;
      for (int l = 0; l < k; ++l) sum += std::int32_t{row_a[l]} * row_b[l];
      const std::int32_t corrections = k * a_zero * b_zero - a_zero * b_sums[static_cast<std::size_t>(j)] -
                                       b_zero * a_sums[static_cast<std::size_t>(i)];
      c[static_cast<std::size_t>(std::int64_t{i} * n + j)] = sum + corrections;
    }
  // exercise: end
}

}  // namespace tt::quant
