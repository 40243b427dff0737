#pragma once
// What every reader of files is put through.
#include <catch2/catch.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/rng.h"

namespace hostile {

using Bytes = std::vector<std::byte>;

inline Bytes bytes(const std::string& text) {
  const auto raw = std::as_bytes(std::span(text));
  return {raw.begin(), raw.end()};
}
inline Bytes bytes(std::initializer_list<int> values) {
  Bytes b;
  for (int v : values) b.push_back(static_cast<std::byte>(v));
  return b;
}

// What `read` says when it refuses a file: one line of a readable length. The file lies in memory of exactly
// its size, so that a sanitizer sees a look past its end. "" when it is not refused.
template <class Read>
std::string refusal(const Bytes& file, const Read& read) {
  const std::unique_ptr<std::byte[]> exact(new std::byte[file.size()]);
  std::copy(file.begin(), file.end(), exact.get());
  try {
    read(std::span<const std::byte>(exact.get(), file.size()));
  } catch (const tt::Error& error) {
    const std::string what = error.what();
    CHECK(what.find('\n') == std::string::npos);
    CHECK(what.size() < 1000);
    return what;
  }
  return "";
}

template <class Read>
void refuses_every_truncation(const Bytes& file, const Read& read) {
  for (std::size_t size = 0; size < file.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(refusal(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)), read).empty());
  }
}

// One to four bytes changed at random: read or refused, but nothing worse. Returns how many were refused.
template <class Read>
int survives_damage(const Bytes& file, const Read& read, int times = 2000, std::uint64_t seed = 1) {
  CAPTURE(seed);
  tt::Rng rng(seed);
  int refused = 0;
  for (int i = 0; i < times; ++i) {
    Bytes damaged = file;
    for (std::uint32_t n = 1 + rng.below(4); n > 0; --n)
      damaged[rng.below(static_cast<std::uint32_t>(file.size()))] = static_cast<std::byte>(rng.bits());
    refused += !refusal(damaged, read).empty();
  }
  return refused;
}

}  // namespace hostile
