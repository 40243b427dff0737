#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/io/array.h"

namespace tt::io {

// NumPy's .npz, a zip archive of .npy files, packed (savez_compressed) or not. Throws IoError for archives
// that are truncated, damaged, encrypted, above 4 GB or packed by another method, or whose directory
// disagrees with what is there.
struct NpzEntry {
  std::string name;  // "weight", the file's name without .npy
  Array array;
};
std::vector<NpzEntry> read_npz(const std::string& path);
std::vector<NpzEntry> parse_npz(std::span<const std::byte> file,
                                const std::string& name);  // name: for messages

// Not packed. The same arrays give the same bytes. Throws ValueError for an empty, overlong or repeated name.
void write_npz(const std::string& path, const std::vector<NamedArray>& arrays);
std::vector<std::byte> npz_bytes(const std::vector<NamedArray>& arrays);  // what the file would hold

}  // namespace tt::io
