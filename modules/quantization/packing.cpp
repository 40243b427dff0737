#include "modules/quantization/packing.h"

namespace tt::quant {

std::int64_t packed_bytes(std::int64_t count, int bits) {
  // exercise: begin 1
  return (count * bits + 7) / 8;
  // exercise: end
}

void pack(std::span<const std::int32_t> codes, int bits, std::span<std::uint8_t> bytes) {
  // exercise: begin 1
  const std::uint32_t mask = (1u << bits) - 1;
  std::uint32_t waiting = 0;  // bits that do not fill a byte yet, at most 7 + 16
  int held = 0;
  auto out = bytes.begin();
  for (std::int32_t code : codes) {
    waiting |= (static_cast<std::uint32_t>(code) & mask) << held;
    for (held += bits; held >= 8; held -= 8, waiting >>= 8) *out++ = static_cast<std::uint8_t>(waiting);
  }
  if (held > 0) *out = static_cast<std::uint8_t>(waiting);
  // exercise: end
}

std::int32_t unpack_one(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t i) {
  // exercise: begin 1
  const std::int64_t begin = i * bits, end = begin + bits;
  std::uint32_t word = 0;  // the one to three bytes that the code lies in
  for (std::int64_t byte = begin / 8; byte * 8 < end; ++byte)
    word |= std::uint32_t{bytes[static_cast<std::size_t>(byte)]} << (8 * (byte - begin / 8));
  const std::uint32_t code = word >> (begin % 8) & ((1u << bits) - 1);
  const std::uint32_t sign = is_signed ? 1u << (bits - 1) : 0;
  return static_cast<std::int32_t>(code ^ sign) - static_cast<std::int32_t>(sign);  // extends the sign bit
  // exercise: end
}

void unpack(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t first,
            std::span<std::int32_t> codes) {
  // exercise: begin 1
  if (codes.empty()) return;
  const std::uint32_t mask = (1u << bits) - 1, sign = is_signed ? 1u << (bits - 1) : 0;
  const auto before =
      static_cast<int>(first * bits % 8);  // bits of the first byte that belong to other codes
  auto in = bytes.begin() + first * bits / 8;
  std::uint32_t waiting = std::uint32_t{*in++} >> before;  // bits not yet taken, at most 15 + 8
  int held = 8 - before;
  for (std::int32_t& code : codes) {
    for (; held < bits; held += 8) waiting |= std::uint32_t{*in++} << held;
    code = static_cast<std::int32_t>((waiting & mask) ^ sign) - static_cast<std::int32_t>(sign);
    waiting >>= bits;
    held -= bits;
  }
  // exercise: end
}

}  // namespace tt::quant
