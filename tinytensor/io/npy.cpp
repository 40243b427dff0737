#include "tinytensor/io/npy.h"

#include <array>
#include <cstdint>
#include <utility>

#include "tinytensor/io/bytes.h"
#include "tinytensor/io/file.h"
#include "tinytensor/io/npy_header.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

constexpr std::string_view magic = "\x93NUMPY";

constexpr std::array<std::pair<std::string_view, DType>, 6> types = {{{"<f4", DType::float32},
                                                                      {"<f8", DType::float64},
                                                                      {"|i1", DType::int8},
                                                                      {"|u1", DType::uint8},
                                                                      {"<i4", DType::int32},
                                                                      {"<i8", DType::int64}}};
constexpr const char* known =
    "float32, float64, int8, uint8, int32 and int64, little-endian, can be read and written";

DType dtype_of(const std::string& text, const std::string& name) {
  for (const auto& [code, dtype] : types)
    if (text == code) return dtype;
  throw IoError("npy: " + name + ": numbers of type " + text + ". " + known + ".");
}

std::string_view code_of(DType dtype) {
  for (const auto& [code, d] : types)
    if (d == dtype) return code;
  throw ValueError("npy: numbers of type " + dtype_name(dtype) + ". " + known + ".");
}

// The part of the file between the preamble and the numbers.
std::string_view header_text(std::span<const std::byte> file, const std::string& name) {
  if (file.size() < 10 || as_text(file.first(magic.size())) != magic)
    throw IoError("npy: " + name + ": not an .npy file: it does not begin with \\x93NUMPY");
  const int version = std::to_integer<int>(file[6]);
  if (version < 1 || version > 3)
    throw IoError("npy: " + name + ": version " + std::to_string(version) + ". Versions 1 to 3 can be read.");
  const std::size_t start = version == 1 ? 10 : 12;
  if (file.size() < start) throw IoError("npy: " + name + ": truncated before its header");
  const std::size_t length =
      version == 1 ? number_at<std::uint16_t>(file, 8) : number_at<std::uint32_t>(file, 8);
  if (length > file.size() - start)
    throw IoError("npy: " + name + ": the header claims " + std::to_string(length) + " bytes, " +
                  std::to_string(file.size() - start) + " are left");
  return as_text(file.subspan(start, length));
}

}  // namespace

Array parse_npy(std::span<const std::byte> file, const std::string& name) {
  const std::string_view text = header_text(file, name);
  NpyHeader header = parse_npy_header(text, name);
  Array array{dtype_of(header.dtype, name), std::move(header.shape), {}};
  if (header.fortran_order)
    throw IoError("npy: " + name +
                  ": Fortran order. Row-major (C order) can be read: numpy.ascontiguousarray.");
  const auto data = file.subspan(static_cast<std::size_t>(text.data() - as_text(file).data()) + text.size());
  const std::int64_t expected = byte_count(array.dtype, array.shape);
  if (expected < 0 || expected != static_cast<std::int64_t>(data.size()))
    throw IoError("npy: " + name + ": " + std::to_string(data.size()) + " bytes are not " +
                  dtype_name(array.dtype) + " " + shape_text(array.shape));
  array.bytes.assign(data.begin(), data.end());
  return array;
}

Array read_npy(const std::string& path) {
  const MappedFile file(path);
  return parse_npy(file.bytes(), path);
}

std::vector<std::byte> npy_bytes(const ArrayView& array) {
  if (byte_count(array.dtype, array.shape) != static_cast<std::int64_t>(array.bytes.size()))
    throw ShapeError("npy: " + std::to_string(array.bytes.size()) + " bytes are not " +
                     dtype_name(array.dtype) + " " + shape_text(array.shape));
  std::string header =
      "{'descr': '" + std::string(code_of(array.dtype)) + "', 'fortran_order': False, 'shape': (";
  for (std::int64_t size : array.shape) header += std::to_string(size) + ", ";
  header += "), }";
  header.append(63 - (10 + header.size()) % 64, ' ')
      .push_back('\n');  // the numbers begin at a multiple of 64
  if (header.size() > 0xffff) throw ShapeError("npy: too many axes: " + std::to_string(array.shape.size()));
  std::vector<std::byte> bytes;
  bytes.reserve(10 + header.size() + array.bytes.size());
  append(bytes, magic);
  append(bytes, std::uint16_t{1});  // version 1.0
  append(bytes, static_cast<std::uint16_t>(header.size()));
  append(bytes, header);
  append(bytes, array.bytes);
  return bytes;
}

void write_npy(const std::string& path, const ArrayView& array) { write_file(path, {npy_bytes(array)}); }

void write_npy(const std::string& path, const Tensor& t) {
  const auto dims = t.shape().dims();
  write_npy(path, ArrayView{DType::float32, {dims.begin(), dims.end()}, std::as_bytes(t.values())});
}

}  // namespace tt::io
