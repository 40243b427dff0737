#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tinytensor/io/array.h"
#include "tinytensor/io/file.h"

namespace tt::io {

using Metadata = std::vector<std::pair<std::string, std::string>>;

// The contents of a .safetensors file: 8 bytes of length, that many of JSON, then the numbers without gaps.
struct SafetensorsContents {
  Metadata metadata;
  std::vector<NamedArray> entries;  // views into the file, in the order of its bytes
};
// Checks everything before anything is used: lengths against the file, JSON (no key twice), dtypes, shapes,
// offsets (inside, neither overlapping nor with holes, as many bytes as the shape takes). Throws IoError at
// the first contradiction. name: for messages. The views are valid as long as file is.
SafetensorsContents parse_safetensors(std::span<const std::byte> file, const std::string& name);

// A memory-mapped .safetensors file: numbers are read from disk when they are accessed.
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::string& path);
  SafetensorsFile(SafetensorsFile&&) = default;

  const std::string& path() const { return path_; }
  const Metadata& metadata() const { return contents_.metadata; }
  std::optional<std::string> metadata(std::string_view key) const;
  const std::vector<NamedArray>& entries() const { return contents_.entries; }  // in the order of the bytes
  std::vector<std::string> names() const;
  bool contains(std::string_view name) const;
  // A view into the file, valid as long as this is. Throws IoError, naming what there is, for any other name.
  const ArrayView& entry(std::string_view name) const;

 private:
  const ArrayView* find(std::string_view name) const;

  std::string path_;
  MappedFile file_;
  SafetensorsContents contents_;
  std::vector<const NamedArray*> by_name_;  // into contents_; moving this does not move what they point at
};

// The same entries give the same bytes: larger number types first (so that all are aligned), otherwise in the
// order given. Throws ValueError when a name is reserved or repeated or a text is not UTF-8, ShapeError when
// bytes do not fill their shape, IoError.
void write_safetensors(const std::string& path, const Metadata& metadata,
                       const std::vector<NamedArray>& entries);
std::vector<std::byte> safetensors_bytes(const Metadata& metadata, const std::vector<NamedArray>& entries);

}  // namespace tt::io
