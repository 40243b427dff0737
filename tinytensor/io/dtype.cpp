#include "tinytensor/io/dtype.h"

namespace tt::io {

std::string dtype_name(DType dtype) {
  switch (dtype) {
    case DType::float64:
      return "float64";
    case DType::float32:
      return "float32";
    case DType::float16:
      return "float16";
    case DType::bfloat16:
      return "bfloat16";
    case DType::int64:
      return "int64";
    case DType::int32:
      return "int32";
    case DType::int16:
      return "int16";
    case DType::int8:
      return "int8";
    case DType::uint64:
      return "uint64";
    case DType::uint32:
      return "uint32";
    case DType::uint16:
      return "uint16";
    case DType::uint8:
      return "uint8";
    case DType::boolean:
      break;
  }
  return "boolean";
}

int dtype_size(DType dtype) {
  return with_type(dtype, [](auto number) { return static_cast<int>(sizeof number); });
}

}  // namespace tt::io
