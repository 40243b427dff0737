#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/io/array.h"

namespace tt::io {

// NumPy's .npy, versions 1.0 to 3.0: float32, float64, int8, uint8, int32, int64, little-endian, row-major (C
// order). Throws IoError for any other, naming it, and for files that are truncated, lie about their size or
// are damaged.
Array read_npy(const std::string& path);
Array parse_npy(std::span<const std::byte> file, const std::string& name);  // name: for messages

// Throws ValueError for any other dtype, ShapeError when the bytes do not fill the shape, IoError.
void write_npy(const std::string& path, const ArrayView& array);
void write_npy(const std::string& path, const Tensor& t);
std::vector<std::byte> npy_bytes(const ArrayView& array);  // what the file would hold

}  // namespace tt::io
