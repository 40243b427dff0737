#pragma once
// Little-endian numbers in files. Private to io.
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tt::io {

// The number at an offset; the caller has checked that it lies inside.
template <class Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset) {
  Number n;
  std::memcpy(&n, bytes.data() + offset, sizeof n);
  return n;
}

inline void append(std::vector<std::byte>& bytes, std::span<const std::byte> more) {
  if (more.empty()) return;
  const std::size_t end = bytes.size();
  bytes.resize(end + more.size());
  std::memcpy(bytes.data() + end, more.data(), more.size());
}
inline void append(std::vector<std::byte>& bytes, std::string_view text) {
  append(bytes, std::as_bytes(std::span(text)));
}
template <class Number>
requires std::is_arithmetic_v<Number>
void append(std::vector<std::byte>& bytes, Number n) { append(bytes, std::as_bytes(std::span(&n, 1))); }

inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A name from a file, made fit for one line of a message.
inline std::string printable(std::string_view name) {
  std::string text(name.substr(0, 80));
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return name.size() > 80 ? text + "..." : text;
}

}  // namespace tt::io
