#pragma once
// For readers that want a path.
#include <algorithm>

#include "tests/fuzz/fuzz.h"
#include "tests/temporary.h"

namespace fuzz {

// A folder of this process.
inline std::string folder() {
  static const TemporaryFolder temporary;
  return temporary.path();
}

// Writes a file there; its path.
inline std::string write(const std::string& name, std::span<const std::byte> bytes) {
  const std::string path = folder() + "/" + name;
  write_bytes(path, bytes);
  return path;
}

}  // namespace fuzz
