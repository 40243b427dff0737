#include "tinytensor/io/file.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "tinytensor/tensor/error.h"

#if __has_include(<sys/mman.h>)
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#define TT_HAS_MMAP 1
#else
#define TT_HAS_MMAP 0
#endif

namespace tt::io {

namespace {

IoError system_error(const std::string& op, const std::string& path) {
  return IoError(op + ": " + path + ": " + std::strerror(errno));
}

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) throw system_error("read", path);
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed))
    throw IoError("read: " + path + ": not a regular file");
  const std::size_t size = static_cast<std::size_t>(std::filesystem::file_size(path, failed));
  if (failed) throw IoError("read: " + path + ": " + failed.message());
  if (size == 0) return;
#if TT_HAS_MMAP
  void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fileno(file.get()), 0);
  if (at == MAP_FAILED) throw system_error("read", path);
  bytes_ = {static_cast<const std::byte*>(at), size};
  mapped_ = true;
#else
  copy_.resize(size);
  if (std::fread(copy_.data(), 1, size, file.get()) != size) throw system_error("read", path);
  bytes_ = copy_;
#endif
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, {})),
      copy_(std::move(other.copy_)),
      mapped_(std::exchange(other.mapped_, false)) {}

MappedFile& MappedFile::operator=(MappedFile other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(copy_, other.copy_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

MappedFile::~MappedFile() {
#if TT_HAS_MMAP
  if (mapped_) munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
#endif
}

void write_file(const std::string& path, std::initializer_list<std::span<const std::byte>> pieces) {
  static std::atomic<unsigned> writes = 0;
#if TT_HAS_MMAP
  const std::string owner = std::to_string(getpid());
#else
  const std::string owner = "0";
#endif
  const std::string neighbour = path + ".part." + owner + "." + std::to_string(writes++);
  const auto give_up = [&] {
    const IoError error = system_error("write", path);
    std::remove(neighbour.c_str());
    return error;
  };
  File file(std::fopen(neighbour.c_str(), "wb"));
  if (!file) throw system_error("write", path);
  const bool written = std::ranges::all_of(pieces, [&](std::span<const std::byte> piece) {
    return std::fwrite(piece.data(), 1, piece.size(), file.get()) == piece.size();
  });
  if (!written || std::fclose(file.release()) != 0) throw give_up();
  if (std::rename(neighbour.c_str(), path.c_str()) != 0) throw give_up();
}

}  // namespace tt::io
