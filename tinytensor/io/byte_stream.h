#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tt::io {

enum class Compression { none, deflate, gzip };

// Reads a file's bytes from front to back, unpacking them on the way. Memory grows with what is actually
// unpacked, never with what a header claims, and unpacking stops when the reader stops asking.
class ByteStream {
 public:
  // name: for messages, "idx: train-images.gz". bytes must outlive the stream.
  ByteStream(std::string name, std::span<const std::byte> bytes, Compression compression);
  ByteStream(ByteStream&&) noexcept;
  ~ByteStream();

  // Exactly count bytes. Throws IoError when the stream ends early or is damaged.
  std::vector<std::uint8_t> read(std::int64_t count);
  // Throws IoError unless the stream ends here, its checksum is right and nothing follows it.
  void finish();

 private:
  std::size_t pull(std::span<std::uint8_t> out);

  std::string name_;
  std::span<const std::byte> rest_;  // not yet unpacked
  struct Inflater;
  std::unique_ptr<Inflater> inflater_;  // null: the bytes are not compressed
};

// gzip when the bytes begin as gzip files do, else none.
Compression detect_compression(std::span<const std::byte> bytes);

}  // namespace tt::io
