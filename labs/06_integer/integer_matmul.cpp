#include "modules/quantization/integer_matmul.h"

#include <string>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

void check_products(const char* op, std::int64_t products) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

void integer_matmul(std::span<const std::uint8_t> a, std::int32_t a_zero, std::span<const std::int8_t> b,
                    std::int32_t b_zero, std::span<std::int32_t> c, int m, int k, int n) {
  if (std::ssize(a) != std::int64_t{m} * k || std::ssize(b) != std::int64_t{n} * k ||
      std::ssize(c) != std::int64_t{m} * n)
    throw ShapeError("integer_matmul: " + std::to_string(a.size()) + ", " + std::to_string(b.size()) +
                     " and " + std::to_string(c.size()) + " values for m, k, n = " + std::to_string(m) +
                     ", " + std::to_string(k) + ", " + std::to_string(n));
  check_products("integer_matmul", k);
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

}  // namespace tt::quant
