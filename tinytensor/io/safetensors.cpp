#include "tinytensor/io/safetensors.h"

#include <algorithm>

#include "tinytensor/io/bytes.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

SafetensorsFile::SafetensorsFile(const std::string& path)
    : path_(path), file_(path), contents_(parse_safetensors(file_.bytes(), path)) {
  for (const NamedArray& entry : contents_.entries) by_name_.push_back(&entry);
  std::ranges::sort(by_name_, {}, &NamedArray::name);
}

std::optional<std::string> SafetensorsFile::metadata(std::string_view key) const {
  for (const auto& [name, text] : contents_.metadata)
    if (name == key) return text;
  return std::nullopt;
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> names;
  for (const NamedArray& entry : contents_.entries) names.push_back(entry.name);
  return names;
}

const ArrayView* SafetensorsFile::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(by_name_, name, {}, &NamedArray::name);
  return at != by_name_.end() && (*at)->name == name ? &(*at)->array : nullptr;
}

bool SafetensorsFile::contains(std::string_view name) const { return find(name) != nullptr; }

const ArrayView& SafetensorsFile::entry(std::string_view name) const {
  if (const ArrayView* array = find(name)) return *array;
  std::string there;
  for (std::size_t i = 0; i < contents_.entries.size() && i < 20; ++i)
    there += (i ? ", " : "") + printable(contents_.entries[i].name);
  throw IoError("safetensors: " + path_ + ": no " + printable(name) + " (the file has " +
                (there.empty() ? "nothing" : there) + ")");
}

}  // namespace tt::io
