#pragma once
// Zip archives, only as much as .npz needs. Private to io.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tt::io {

struct ZipEntry {
  std::string name;
  bool deflated = false;
  std::uint32_t crc = 0;
  std::int64_t size = 0;              // unpacked
  std::span<const std::byte> packed;  // inside the archive
};

// The archive's directory, each entry checked against its local header and for overlap. name: for messages.
std::vector<ZipEntry> zip_entries(std::span<const std::byte> archive, const std::string& name);

// An entry's bytes; throws IoError unless as many come out as the directory says, with its checksum.
std::vector<std::uint8_t> unzip(const ZipEntry& entry, const std::string& name);

struct ZipFile {
  std::string name;
  std::vector<std::byte> bytes;
};
// An archive of files, stored as they are.
std::vector<std::byte> zip_bytes(const std::vector<ZipFile>& files);

}  // namespace tt::io
