#pragma once
#include <string>

namespace tt::cli {

// What other people's programs print, made harmless: control characters shown as \xNN, newlines kept.
inline std::string escaped(const std::string& text) {
  constexpr const char* digits = "0123456789abcdef";
  std::string safe;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\t' || (byte >= 32 && byte != 127))
      safe += c;
    else
      safe += std::string("\\x") + digits[byte / 16] + digits[byte % 16];
  }
  return safe;
}

// The first lines, escaped, each behind the prefix.
inline std::string indented(const std::string& text, const std::string& prefix, int most) {
  std::string all;
  std::size_t at = 0;
  for (int line = 0; at < text.size(); ++line) {
    if (line == most) return all + prefix + "...\n";
    const std::size_t end = std::min(text.find('\n', at), text.size());
    all += prefix + escaped(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return all;
}

}  // namespace tt::cli
