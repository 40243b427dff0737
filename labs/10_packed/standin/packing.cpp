#include "modules/quantization/packing.h"

namespace tt::quant {

// Until lab 10 is written, codes are not packed: each has a byte of its own, or two above 8 bits.
static std::int64_t bytes_of_one(int bits) { return bits > 8 ? 2 : 1; }

std::int64_t packed_bytes(std::int64_t count, int bits) { return count * bytes_of_one(bits); }

void pack(std::span<const std::int32_t> codes, int bits, std::span<std::uint8_t> bytes) {
  std::size_t at = 0;
  for (const std::int32_t one : codes) {
    bytes[at++] = static_cast<std::uint8_t>(one);
    if (bits > 8) bytes[at++] = static_cast<std::uint8_t>(one >> 8);
  }
}

std::int32_t unpack_one(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t i) {
  const auto at = static_cast<std::size_t>(i * bytes_of_one(bits));
  if (bits > 8) {
    const int code = bytes[at] + 256 * bytes[at + 1];
    return is_signed ? static_cast<std::int16_t>(code) : code;
  }
  return is_signed ? static_cast<std::int8_t>(bytes[at]) : bytes[at];
}

void unpack(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t first,
            std::span<std::int32_t> codes) {
  for (std::int32_t& one : codes) one = unpack_one(bytes, bits, is_signed, first++);
}

}  // namespace tt::quant
