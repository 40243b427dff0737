#pragma once
#include <cstdint>
#include <span>

namespace tt::quant {

// Codes side by side without a gap: the low bits of code i are bits i * bits to (i + 1) * bits - 1 of the
// bytes, the lowest bit of a byte first. So a byte holds two 4-bit codes (the first in its low half), four
// 2-bit or eight 1-bit ones. Negative codes are two's complement. bits: 1 to 16.
std::int64_t packed_bytes(std::int64_t count, int bits);  // count * bits / 8, rounded up

// Packs codes into the front of bytes, at least packed_bytes(codes.size(), bits); unused last bits are 0.
void pack(std::span<const std::int32_t> codes, int bits, std::span<std::uint8_t> bytes);
// Reads codes first, first + 1, ... of bytes.
void unpack(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t first,
            std::span<std::int32_t> codes);
std::int32_t unpack_one(std::span<const std::uint8_t> bytes, int bits, bool is_signed, std::int64_t i);

}  // namespace tt::quant
