#include "autograder/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tt::autograder {

namespace {

struct Range {
  std::uint32_t first, last;
};

constexpr std::array hiding = std::to_array<Range>(
    {{0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
     {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},   {0x3164, 0x3164},
     {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},   {0xe0000, 0xe0fff},
     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a}, {0x202f, 0x202f},   {0x205f, 0x205f},
     {0x2800, 0x2800}, {0x3000, 0x3000}, {0xe000, 0xf8ff}, {0xf0000, 0x10ffff}});

std::string hexadecimal(char c) { return fmt::format("\\x{:02x}", static_cast<unsigned char>(c)); }

}  // namespace

std::uint32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() < length) return no_character;
  std::uint32_t c = length == 1 ? first : first & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return no_character;
    c = c << 6 | (next & 0x3f);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return no_character;
  text.remove_prefix(length);
  return c;
}

bool hides(std::uint32_t character) {
  return std::ranges::any_of(hiding, [&](Range r) { return r.first <= character && character <= r.last; });
}

std::string harmless(std::string_view text, std::size_t most) {
  std::string shown;
  while (!text.empty()) {
    if (shown.size() >= most) return shown + " ... (cut)";
    std::string_view rest = text;
    const std::uint32_t c = take_character(rest);
    const bool control = c != '\n' && c != '\t' && (c < 0x20 || (c >= 0x7f && c < 0xa0));
    if (c == no_character || control || hides(c)) {
      shown += hexadecimal(text[0]);
      text.remove_prefix(1);
    } else {
      shown += text.substr(0, text.size() - rest.size());
      text = rest;
    }
  }
  return shown;
}

std::string indented(std::string_view text, const std::string& prefix, int most) {
  std::string all;
  for (int line = 0; !text.empty(); ++line) {
    if (line == most) return all + prefix + "...\n";
    const std::size_t end = std::min(text.find('\n'), text.size());
    all += prefix + harmless(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

std::string one_line(std::string_view text, std::size_t most) {
  std::string shown;
  for (const char c : text.substr(0, most))
    shown += c >= 0x20 && c < 0x7f ? std::string(1, c) : hexadecimal(c);
  return text.size() > most ? shown + "..." : shown;
}

std::string trimmed(const std::string& text, const char* characters) {
  const std::size_t from = text.find_first_not_of(characters);
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(characters) + 1 - from);
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      default:
        escaped += c;
    }
  return escaped;
}

}  // namespace tt::autograder
