#pragma once
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace tt::io {

// The bytes of a file, memory-mapped where the system can: nothing is read until it is accessed. The file
// must not shrink meanwhile; write_file() never shrinks one.
class MappedFile {
 public:
  explicit MappedFile(
      const std::string& path);  // throws IoError unless path is a regular file that can be read
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
  std::vector<std::byte> copy_;  // where there are no memory maps
  bool mapped_ = false;
};

// Writes the pieces one after another. The file appears whole or not at all: a temporary neighbour is
// written, then renamed. Throws IoError, leaving what was there before.
void write_file(const std::string& path, std::initializer_list<std::span<const std::byte>> pieces);

}  // namespace tt::io
