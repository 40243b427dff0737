#include "modules/quantization/packing.h"

namespace tt::quant {

std::int64_t packed_bytes(std::int64_t count, int bits) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

void pack(std::span<const std::int32_t> codes, int bits, std::span<std::uint8_t> bytes) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

std::int32_t unpack_one(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t i) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

void unpack(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t first,
            std::span<std::int32_t> codes) {
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

}  // namespace tt::quant
