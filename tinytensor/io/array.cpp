#include "tinytensor/io/array.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "tinytensor/io/dtype.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

static_assert(std::endian::native == std::endian::little, "files are read as they lie in memory");

namespace {

void check(const std::string& op, const ArrayView& a) {
  const std::int64_t bytes = byte_count(a.dtype, a.shape);
  if (bytes < 0 || bytes != static_cast<std::int64_t>(a.bytes.size()))
    throw ShapeError(op + ": " + std::to_string(a.bytes.size()) + " bytes are not " + dtype_name(a.dtype) +
                     " " + shape_text(a.shape));
}

template <class Number>
float to_float(Number v) {
  const float f = static_cast<float>(v);
  if constexpr (std::is_integral_v<Number>) {
    if (static_cast<long double>(f) != static_cast<long double>(v))
      throw ValueError("to_tensor: float32 cannot hold " + std::to_string(v));
  } else if constexpr (std::is_same_v<Number, double>) {
    if (std::isinf(f) && !std::isinf(v))
      throw ValueError("to_tensor: float32 cannot hold " + std::to_string(v));
  }
  return f;
}

template <class Number>
int to_int(Number v) {
  if constexpr (std::is_integral_v<Number>) {
    if (!std::in_range<int>(v)) throw ValueError("to_ints: int cannot hold " + std::to_string(v));
    return static_cast<int>(v);
  } else {
    throw ValueError("to_ints: the numbers are not whole ones, but floats");
  }
}

// Calls store(i, number) for every number of the array, in its own type.
template <class Store>
void for_each(const ArrayView& a, const Store& store) {
  with_type(a.dtype, [&]<class Number>(Number) {
    for (std::size_t i = 0; i < a.bytes.size() / sizeof(Number); ++i) {
      Number v;
      std::memcpy(&v, a.bytes.data() + i * sizeof v, sizeof v);
      store(i, v);
    }
  });
}

}  // namespace

Array Array::from(const Tensor& t) {
  Array a{DType::float32, {t.shape().dims().begin(), t.shape().dims().end()}, {}};
  const auto bytes = std::as_bytes(t.values());
  a.bytes.assign(bytes.begin(), bytes.end());
  return a;
}

Tensor to_tensor(const ArrayView& array) {
  check("to_tensor", array);
  std::vector<int> dims;
  for (std::int64_t size : array.shape) {
    if (size > std::numeric_limits<int>::max())
      throw ShapeError("to_tensor: an axis is too long: " + shape_text(array.shape));
    dims.push_back(static_cast<int>(size));
  }
  Tensor t = Tensor::uninitialized(Shape(dims));
  for_each(array, [out = t.data()](std::size_t i, auto v) { out[i] = to_float(v); });
  return t;
}

std::vector<int> to_ints(const ArrayView& array) {
  check("to_ints", array);
  std::vector<int> ints(array.bytes.size() / static_cast<std::size_t>(dtype_size(array.dtype)));
  for_each(array, [&](std::size_t i, auto v) { ints[i] = to_int(v); });
  return ints;
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string s = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) s += (i ? ", " : "") + std::to_string(shape[i]);
  return s + "]";
}

std::int64_t byte_count(DType dtype, std::span<const std::int64_t> shape) {
  std::int64_t bytes = dtype_size(dtype);
  bool fits = true;
  for (std::int64_t size : shape) fits = fits && size >= 0 && !__builtin_mul_overflow(bytes, size, &bytes);
  return fits && bytes <= std::int64_t{1} << 62 ? bytes : -1;
}

}  // namespace tt::io
