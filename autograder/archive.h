#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace tt::autograder {

// Writes these files, name to text, as a zip. Throws IoError naming the path when it cannot be written.
void write_zip(const std::string& path, const std::map<std::string, std::string>& files);

// What an archive may hold at most.
struct ZipLimits {
  std::size_t archive_bytes = 16 << 20;
  std::size_t entries = 1000;  // folders count
  std::size_t bytes = 64 << 20;
  std::size_t ratio = 200;  // a file's bytes per byte of it in the archive; for files above 64 KB
};

// The files of a zip archive, path inside it to bytes, without the folders. Nothing is written to disk.
// Refuses an archive that an honest program would not make: names that lead elsewhere or are not what they
// look like, links, devices, a name twice, encryption, methods other than stored and deflated, anything above
// the limits. Throws IoError in one line, with `name` and the entry at fault.
std::map<std::string, std::string> read_zip(std::span<const std::byte> archive, const std::string& name,
                                            const ZipLimits& limits = {});
std::map<std::string, std::string> read_zip(const std::string& path, const ZipLimits& limits = {});

}  // namespace tt::autograder
