#include "tinytensor/io/npz.h"

#include <set>
#include <utility>

#include "tinytensor/io/bytes.h"
#include "tinytensor/io/file.h"
#include "tinytensor/io/npy.h"
#include "tinytensor/io/zip.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

std::vector<NpzEntry> parse_npz(std::span<const std::byte> file, const std::string& name) {
  std::vector<NpzEntry> entries;
  std::set<std::string> names;
  for (const ZipEntry& zipped : zip_entries(file, name)) {
    const std::string shown = printable(zipped.name);
    if (!zipped.name.ends_with(".npy")) throw IoError("npz: " + name + ": " + shown + " is not an .npy file");
    if (!names.insert(zipped.name).second) throw IoError("npz: " + name + ": " + shown + " is there twice");
    const std::vector<std::uint8_t> unpacked = unzip(zipped, name);
    entries.push_back({zipped.name.substr(0, zipped.name.size() - 4),
                       parse_npy(std::as_bytes(std::span(unpacked)), name + ": " + shown)});
  }
  return entries;
}

std::vector<NpzEntry> read_npz(const std::string& path) {
  const MappedFile file(path);
  return parse_npz(file.bytes(), path);
}

std::vector<std::byte> npz_bytes(const std::vector<NamedArray>& arrays) {
  std::vector<ZipFile> files;
  std::set<std::string> names;
  for (const NamedArray& named : arrays) {
    if (named.name.empty() || !names.insert(named.name).second)
      throw ValueError("npz: the name \"" + named.name + "\" is empty or there twice");
    files.push_back({named.name + ".npy", npy_bytes(named.array)});
  }
  return zip_bytes(files);
}

void write_npz(const std::string& path, const std::vector<NamedArray>& arrays) {
  write_file(path, {npz_bytes(arrays)});
}

}  // namespace tt::io
