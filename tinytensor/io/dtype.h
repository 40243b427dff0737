#pragma once
// The C++ type behind each DType. Private to io.
#include <bit>
#include <cstdint>
#include <utility>

#include "tinytensor/io/array.h"

namespace tt::io {

// Two-byte floats, held as bits: they are only ever converted to float, which is exact.
struct BFloat16 {
  std::uint16_t bits;
  explicit operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
};
struct Float16 {
  std::uint16_t bits;
  // 1 sign, 5 exponent, 10 fraction bits. Placed in a float's fields the exponent is 112 too small;
  // multiplying by 2^112 corrects it, for subnormals too. Infinity and NaN have all exponent bits set.
  explicit operator float() const {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000) << 16, rest = (bits & 0x7fffu) << 13;
    const bool finite = (bits & 0x7c00) != 0x7c00;
    const std::uint32_t magnitude =
        finite ? std::bit_cast<std::uint32_t>(std::bit_cast<float>(rest) * 0x1p112f) : rest | 0x7f800000u;
    return std::bit_cast<float>(sign | magnitude);
  }
};

// Calls f(number of that type).
template <class F>
decltype(auto) with_type(DType dtype, const F& f) {
  switch (dtype) {
    case DType::float64:
      return f(double{});
    case DType::float32:
      return f(float{});
    case DType::float16:
      return f(Float16{});
    case DType::bfloat16:
      return f(BFloat16{});
    case DType::int64:
      return f(std::int64_t{});
    case DType::int32:
      return f(std::int32_t{});
    case DType::int16:
      return f(std::int16_t{});
    case DType::int8:
      return f(std::int8_t{});
    case DType::uint64:
      return f(std::uint64_t{});
    case DType::uint32:
      return f(std::uint32_t{});
    case DType::uint16:
      return f(std::uint16_t{});
    case DType::boolean:
    case DType::uint8:
      break;
  }
  return f(std::uint8_t{});
}

}  // namespace tt::io
