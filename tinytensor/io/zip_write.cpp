#include <zlib.h>

#include "tinytensor/io/bytes.h"
#include "tinytensor/io/zip.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

constexpr std::uint16_t version = 20;  // of the format: 2.0
constexpr std::uint32_t first_of_january_1980 =
    0x210000;  // as DOS date and time; fixed, so that archives are the same at any time

// The fields of a file that its local header and its directory entry share.
void append_description(std::vector<std::byte>& out, const ZipFile& file) {
  const auto size = static_cast<std::uint32_t>(file.bytes.size());
  append(out, version);
  append(out, std::uint16_t{0});  // flags
  append(out, std::uint16_t{0});  // stored
  append(out, first_of_january_1980);
  append(out, static_cast<std::uint32_t>(
                  crc32_z(0, reinterpret_cast<const Bytef*>(file.bytes.data()), file.bytes.size())));
  append(out, size);
  append(out, size);
  append(out, static_cast<std::uint16_t>(file.name.size()));
  append(out, std::uint16_t{0});  // no extra field
}

}  // namespace

std::vector<std::byte> zip_bytes(const std::vector<ZipFile>& files) {
  std::size_t total = 0;
  for (const ZipFile& file : files) {
    if (file.name.empty() || file.name.size() > 0xffff)
      throw ValueError("npz: a name of " + std::to_string(file.name.size()) + " characters");
    total += 2 * (64 + file.name.size()) + file.bytes.size();
  }
  if (files.size() >= 0xffff || total >= 0xffffffff) throw ValueError("npz: above 4 GB or 65,534 arrays");
  std::vector<std::byte> out, directory;
  out.reserve(total);
  for (const ZipFile& file : files) {
    const auto at = static_cast<std::uint32_t>(out.size());
    append(out, std::uint32_t{0x04034b50});
    append_description(out, file);
    append(out, file.name);
    append(out, file.bytes);
    append(directory, std::uint32_t{0x02014b50});
    append(directory, version);  // the writer's
    append_description(directory, file);
    append(directory, std::uint16_t{0});  // no comment
    append(directory, std::uint32_t{0});  // the first disk; binary
    append(directory, std::uint32_t{0});  // no attributes
    append(directory, at);
    append(directory, file.name);
  }
  const auto start = static_cast<std::uint32_t>(out.size()), count = static_cast<std::uint32_t>(files.size());
  append(out, directory);
  append(out, std::uint32_t{0x06054b50});
  append(out, std::uint32_t{0});  // one disk, numbered 0
  append(out, count << 16 | count);
  append(out, static_cast<std::uint32_t>(directory.size()));
  append(out, start);
  append(out, std::uint16_t{0});  // no comment
  return out;
}

}  // namespace tt::io
