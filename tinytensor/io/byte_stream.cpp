#include "tinytensor/io/byte_stream.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "tinytensor/tensor/error.h"

namespace tt::io {

struct ByteStream::Inflater {
  z_stream z{};
  bool ended = false;

  explicit Inflater(Compression compression) {
    const int window =
        compression == Compression::gzip ? 16 + MAX_WBITS : -MAX_WBITS;  // how zlib is told which
    if (inflateInit2(&z, window) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&z); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

ByteStream::ByteStream(std::string name, std::span<const std::byte> bytes, Compression compression)
    : name_(std::move(name)), rest_(bytes) {
  if (compression != Compression::none) inflater_ = std::make_unique<Inflater>(compression);
}
ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream::~ByteStream() = default;

// Fills `out` as far as the stream goes; returns how many bytes it filled.
std::size_t ByteStream::pull(std::span<std::uint8_t> out) {
  if (!inflater_) {
    const std::size_t taken = std::min(out.size(), rest_.size());
    if (taken > 0) std::memcpy(out.data(), rest_.data(), taken);
    rest_ = rest_.subspan(taken);
    return taken;
  }
  constexpr std::size_t most = std::size_t{1} << 30;  // zlib counts in 32 bits
  z_stream& z = inflater_->z;
  std::size_t got = 0;
  while (got < out.size() && !inflater_->ended) {
    const std::size_t offered = std::min(rest_.size(), most), room = std::min(out.size() - got, most);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(rest_.data()));
    z.avail_in = static_cast<uInt>(offered);
    z.next_out = out.data() + got;
    z.avail_out = static_cast<uInt>(room);
    const int state = inflate(&z, Z_NO_FLUSH);
    rest_ = rest_.subspan(offered - z.avail_in);
    got += room - z.avail_out;
    if (state == Z_STREAM_END) inflater_->ended = true;
    if (state == Z_BUF_ERROR) break;  // the packed bytes are used up
    if (state != Z_OK && state != Z_STREAM_END)
      throw IoError(name_ + ": damaged: " + (z.msg ? z.msg : "the packed bytes make no sense"));
  }
  return got;
}

std::vector<std::uint8_t> ByteStream::read(std::int64_t count) {
  constexpr std::int64_t step = 1 << 16, largest_ratio = 1032;  // deflate's, at its best
  const std::int64_t possible =
      static_cast<std::int64_t>(rest_.size()) * (inflater_ ? largest_ratio : 1) + step;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(static_cast<std::size_t>(std::min({count, possible, 1024 * step})));
  while (static_cast<std::int64_t>(bytes.size()) < count) {
    const std::size_t before = bytes.size();
    const std::int64_t missing = count - static_cast<std::int64_t>(before);
    bytes.resize(before + static_cast<std::size_t>(std::min(missing, step)));
    const std::size_t got = pull(std::span(bytes).subspan(before));
    if (before + got < bytes.size())
      throw IoError(name_ + ": truncated: " + std::to_string(before + got) + " of " + std::to_string(count) +
                    " bytes are there");
  }
  return bytes;
}

void ByteStream::finish() {
  std::uint8_t extra = 0;
  if (pull({&extra, 1}) > 0) throw IoError(name_ + ": more bytes follow than the header says");
  if (inflater_ && !inflater_->ended) throw IoError(name_ + ": truncated: the packed bytes have no end");
  if (!rest_.empty())
    throw IoError(name_ + ": " + std::to_string(rest_.size()) + " bytes follow the packed ones");
}

Compression detect_compression(std::span<const std::byte> bytes) {
  const bool gzip = bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
  return gzip ? Compression::gzip : Compression::none;
}

}  // namespace tt::io
