#pragma once
// For libFuzzer: any bytes are either read or refused with a tt::Error of one line; anything else is a
// finding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "tinytensor/tensor/error.h"

namespace fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

template <class Read>
int refuse_or(const std::uint8_t* data, std::size_t size, const Read& read) {
  try {
    read(std::as_bytes(std::span(data, size)));
  } catch (const tt::Error& error) {
    const std::string_view what = error.what();
    require(what.find('\n') == std::string_view::npos && what.size() < 4096);
  }
  return 0;
}

}  // namespace fuzz
