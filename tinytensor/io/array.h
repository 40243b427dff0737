#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt::io {

// The type of the numbers in a file.
enum class DType {
  float64,
  float32,
  float16,
  bfloat16,
  int64,
  int32,
  int16,
  int8,
  uint64,
  uint32,
  uint16,
  uint8,
  boolean
};
std::string dtype_name(DType dtype);  // "float32"
int dtype_size(DType dtype);          // bytes of one number

// Numbers in memory, stored as in files: little-endian, row-major, of any rank and alignment.
struct ArrayView {
  DType dtype = DType::float32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

// The same, owning its memory.
struct Array {
  DType dtype = DType::float32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;

  static Array from(const Tensor& t);
  operator ArrayView() const { return {dtype, shape, bytes}; }
};

struct NamedArray {
  std::string name;
  ArrayView array;
};

// As floats. Throws ShapeError when the rank is above 4, a size is past 2^31 - 1 or the bytes do not fill the
// shape; ValueError for a number that float cannot hold: an integer that would be rounded, a float64 that
// would overflow.
Tensor to_tensor(const ArrayView& array);
// As whole numbers, for labels. Throws ValueError for floats and for numbers outside int's range.
std::vector<int> to_ints(const ArrayView& array);

// "[3, 4]"
std::string shape_text(std::span<const std::int64_t> shape);
// How many bytes an array takes, or -1 if a size is negative or the bytes pass 2^62.
std::int64_t byte_count(DType dtype, std::span<const std::int64_t> shape);

}  // namespace tt::io
