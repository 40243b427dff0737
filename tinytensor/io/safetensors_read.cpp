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

using Json = nlohmann::json;

class Reader {
 public:
  Reader(std::span<const std::byte> file, const std::string& name) : file_(file), name_(name) {}

  SafetensorsContents read() {
    const Json header = parse(header_text());
    for (const auto& [key, value] : header.items()) {
      if (key == "__metadata__") {
        read_metadata(value);
      } else {
        read_entry(key, value);
      }
    }
    std::ranges::stable_sort(placed_, {}, [](const Placed& p) { return std::pair(p.begin, p.end); });
    check_gapless();
    for (Placed& p : placed_) contents_.entries.push_back(std::move(p.entry));
    return std::move(contents_);
  }

 private:
  struct Placed {
    NamedArray entry;
    std::size_t begin, end;  // in data_
  };

  // Names come from the file and may be of any length.
  [[noreturn]] void fail(const std::string& what) const {
    throw IoError("safetensors: " + name_ + ": " + (what.size() < 400 ? what : what.substr(0, 400) + "..."));
  }

  std::string_view header_text() {
    constexpr std::uint64_t longest = 100'000'000;  // the limit in the format's own library
    if (file_.empty()) fail("the file is empty");
    if (file_.size() < 8)
      fail("not a safetensors file, or truncated: " + std::to_string(file_.size()) + " bytes");
    const auto length = number_at<std::uint64_t>(file_, 0);
    if (length > file_.size() - 8 || length > longest)
      fail("not a safetensors file, or truncated: the header claims " + std::to_string(length) +
           " bytes, the file has " + std::to_string(file_.size()));
    data_ = file_.subspan(8 + length);
    const std::string_view text = as_text(file_.subspan(8, length));
    if (!text.starts_with('{')) fail("not a safetensors file: the header is not a JSON object");
    return text;
  }

  // Three levels at most, and no key twice: JSON parsers differ in which of two values they keep.
  Json parse(std::string_view text) const {
    constexpr int deepest = 3;
    std::vector<std::set<std::string>> keys;
    const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
      if (depth > deepest) fail("the header is nested too deeply");
      if (event == Json::parse_event_t::object_start) keys.emplace_back();
      if (event == Json::parse_event_t::object_end) keys.pop_back();
      if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
        fail("the header has " + value.dump() + " twice");
      return true;
    };
    try {
      return Json::parse(text, check);
    } catch (const Json::parse_error& error) {
      fail("the header is not JSON at character " + std::to_string(error.byte));
    } catch (const Json::out_of_range&) {
      fail("the header holds a number that is too large");
    }
  }

  void read_metadata(const Json& value) {
    if (!value.is_object()) fail("__metadata__ is not an object");
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string()) fail("__metadata__: " + Json(key).dump() + " is not a text");
      contents_.metadata.emplace_back(key, text.get<std::string>());
    }
  }

  void read_entry(const std::string& key, const Json& value) {
    const std::string what = Json(key).dump();
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets"))
      fail(what + " is not described by dtype, shape and data_offsets");
    Placed placed;
    ArrayView& array = placed.entry.array;
    placed.entry.name = key;
    array.dtype = read_dtype(value["dtype"], what);
    for (std::int64_t size : read_sizes(value["shape"], what + ": shape")) array.shape.push_back(size);
    const auto offsets = read_sizes(value["data_offsets"], what + ": data_offsets");
    if (offsets.size() != 2 || offsets[0] > offsets[1])
      fail(what + ": data_offsets are not a beginning and an end: " + shape_text(offsets));
    if (offsets[1] > static_cast<std::int64_t>(data_.size()))
      fail(what + ": data_offsets " + shape_text(offsets) + " reach past the " +
           std::to_string(data_.size()) + " bytes of numbers");
    if (byte_count(array.dtype, array.shape) != offsets[1] - offsets[0])
      fail(what + ": " + std::to_string(offsets[1] - offsets[0]) + " bytes are not " +
           dtype_name(array.dtype) + " " + shape_text(array.shape));
    placed.begin = static_cast<std::size_t>(offsets[0]), placed.end = static_cast<std::size_t>(offsets[1]);
    array.bytes = data_.subspan(placed.begin, placed.end - placed.begin);
    placed_.push_back(std::move(placed));
  }

  DType read_dtype(const Json& value, const std::string& what) const {
    if (value.is_string())
      for (const auto& [code, dtype] : safetensors_dtypes)
        if (value.get_ref<const std::string&>() == code) return dtype;
    fail(what + ": unknown dtype " + value.dump());
  }

  std::vector<std::int64_t> read_sizes(const Json& value, const std::string& what) const {
    constexpr std::uint64_t largest = std::uint64_t{1} << 62;
    std::vector<std::int64_t> sizes;
    if (!value.is_array() || value.size() > 64) fail(what + " is not a list of sizes");
    for (const Json& size : value) {
      if (!size.is_number_unsigned() || size.get<std::uint64_t>() > largest)
        fail(what + ": " + size.dump() + " is not a size");
      sizes.push_back(size.get<std::int64_t>());
    }
    return sizes;
  }

  void check_gapless() const {
    std::size_t covered = 0;
    for (const Placed& p : placed_) {
      if (p.begin < covered) fail(Json(p.entry.name).dump() + " overlaps the entry before it");
      if (p.begin > covered)
        fail(std::to_string(p.begin - covered) + " bytes before " + Json(p.entry.name).dump() +
             " belong to nothing");
      covered = p.end;
    }
    if (covered != data_.size())
      fail(std::to_string(data_.size() - covered) + " bytes at the end belong to nothing");
  }

  std::span<const std::byte> file_, data_;
  const std::string& name_;
  SafetensorsContents contents_;
  std::vector<Placed> placed_;
};

}  // namespace

SafetensorsContents parse_safetensors(std::span<const std::byte> file, const std::string& name) {
  return Reader(file, name).read();
}

}  // namespace tt::io
