#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tt::io {

// The dictionary at the front of an .npy file: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
struct NpyHeader {
  std::string dtype;
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
};

// Exactly the three keys, in any order. Throws IoError saying where the text goes wrong; name: for messages.
NpyHeader parse_npy_header(std::string_view text, const std::string& name);

}  // namespace tt::io
