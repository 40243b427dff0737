#pragma once
// What safetensors calls the dtypes. Private to io.
#include <array>
#include <string_view>
#include <utility>

#include "tinytensor/io/array.h"

namespace tt::io {

constexpr std::array<std::pair<std::string_view, DType>, 13> safetensors_dtypes = {
    {{"F64", DType::float64},
     {"F32", DType::float32},
     {"F16", DType::float16},
     {"BF16", DType::bfloat16},
     {"I64", DType::int64},
     {"I32", DType::int32},
     {"I16", DType::int16},
     {"I8", DType::int8},
     {"U64", DType::uint64},
     {"U32", DType::uint32},
     {"U16", DType::uint16},
     {"U8", DType::uint8},
     {"BOOL", DType::boolean}}};

}  // namespace tt::io
