#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace tt::autograder {

// Writes a zip file of these, name to text. Throws IoError naming the path when it cannot be written.
void write_zip(const std::string& path, const std::map<std::string, std::string>& files);

// What an archive may hold at most.
struct ZipLimits {
  std::size_t archive_bytes = 16 << 20;
  std::size_t entries = 1000;  // folders count
  std::size_t bytes = 64 << 20;
  std::size_t ratio = 200;  // a file's bytes for each byte of it in the archive, above 64 KB
};

// The files of a zip archive, path inside it to bytes; folders are not among them. Nothing is written to
// disk. An archive that an honest program would not make is refused: names that lead elsewhere or read
// otherwise than they are, links, devices, one name twice, encryption, methods but stored and deflated, more
// than the limits. Throws IoError in one line, with `name` and the entry at fault.
std::map<std::string, std::string> read_zip(std::span<const std::byte> archive, const std::string& name,
                                            const ZipLimits& limits = {});
std::map<std::string, std::string> read_zip(const std::string& path, const ZipLimits& limits = {});

}  // namespace tt::autograder
