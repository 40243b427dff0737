#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>

#include "tinytensor/io/bytes.h"
#include "tinytensor/io/safetensors.h"
#include "tinytensor/io/safetensors_dtype.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

using Json = nlohmann::ordered_json;

std::string_view code_of(DType dtype) {
  const auto is = [&](const auto& known) { return known.second == dtype; };
  return std::ranges::find_if(safetensors_dtypes, is)->first;
}

Json describe(const ArrayView& array, std::size_t begin) {
  return {{"dtype", code_of(array.dtype)},
          {"shape", array.shape},
          {"data_offsets", {begin, begin + array.bytes.size()}}};
}

std::string header_text(const Metadata& metadata, const std::vector<NamedArray>& entries) {
  Json header = Json::object();
  std::set<std::string> names{"__metadata__"};
  if (!metadata.empty()) {
    Json& texts = header["__metadata__"] = Json::object();
    for (const auto& [key, text] : metadata) texts[key] = text;
    if (texts.size() != metadata.size())
      throw ValueError("safetensors: a key of the metadata is there twice");
  }
  std::size_t begin = 0;
  for (const auto& [name, array] : entries) {
    if (byte_count(array.dtype, array.shape) != static_cast<std::int64_t>(array.bytes.size()))
      throw ShapeError("safetensors: " + name + ": " + std::to_string(array.bytes.size()) +
                       " bytes are not " + dtype_name(array.dtype) + " " + shape_text(array.shape));
    if (!names.insert(name).second)
      throw ValueError("safetensors: the name " + name + " is reserved or there twice");
    header[name] = describe(array, begin);
    begin += array.bytes.size();
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const Json::type_error&) {
    throw ValueError("safetensors: a name or a text of the metadata is not UTF-8");
  }
  return text.append((8 - text.size() % 8) % 8, ' ');  // the numbers begin at a multiple of 8
}

std::vector<NamedArray> aligned(std::vector<NamedArray> entries) {
  std::ranges::stable_sort(entries, std::greater(),
                           [](const NamedArray& e) { return dtype_size(e.array.dtype); });
  return entries;
}

}  // namespace

std::vector<std::byte> safetensors_bytes(const Metadata& metadata, const std::vector<NamedArray>& entries) {
  const std::vector<NamedArray> sorted = aligned(entries);
  const std::string header = header_text(metadata, sorted);
  std::vector<std::byte> bytes;
  append(bytes, static_cast<std::uint64_t>(header.size()));
  append(bytes, header);
  for (const NamedArray& entry : sorted) append(bytes, entry.array.bytes);
  return bytes;
}

void write_safetensors(const std::string& path, const Metadata& metadata,
                       const std::vector<NamedArray>& entries) {
  write_file(path, {safetensors_bytes(metadata, entries)});
}

}  // namespace tt::io
