#include "autograder/entry_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tt::autograder {

namespace {

struct Range {
  std::uint32_t first, last;
};

// No width, another direction, or a tag; and spaces that are not the space.
constexpr std::array hiding = std::to_array<Range>(
    {{0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
     {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},   {0x3164, 0x3164},
     {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},   {0xe0000, 0xe0fff},
     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a}, {0x202f, 0x202f},   {0x205f, 0x205f},
     {0x2800, 0x2800}, {0x3000, 0x3000}, {0xe000, 0xf8ff}, {0xf0000, 0x10ffff}});

constexpr std::uint32_t no_character = 0xffffffff;

// Takes one character off the front; no_character where UTF-8's shortest form is broken.
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
  text.remove_prefix(length);
  const std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  return c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? no_character : c;
}

std::string refused_part(std::string_view part) {
  if (part == "..") return "leads out of the archive";
  if (part.empty() || part == ".") return "has an empty part";
  if (part.size() > 255) return "is too long";
  if (part.front() == ' ' || part.back() == ' ') return "begins or ends with a space";
  return "";
}

}  // namespace

std::string refused_name(std::string_view name) {
  if (name.empty()) return "is empty";
  if (name.size() > 1024) return "is too long";
  for (std::string_view rest = name; !rest.empty();) {
    const std::uint32_t c = take_character(rest);
    if (c == no_character) return "is not UTF-8";
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return "has a control character";
    if (std::ranges::any_of(hiding, [c](Range r) { return r.first <= c && c <= r.last; }))
      return "has a character that hides";
  }
  if (name.front() == '/') return "is an absolute path";
  if (name.find('\\') != std::string_view::npos) return "has a backslash";
  if (name.find(':') != std::string_view::npos) return "has a colon, like a drive's";
  if (name.back() == '/') name.remove_suffix(1);
  while (true) {
    const std::size_t slash = name.find('/');
    if (const std::string wrong = refused_part(name.substr(0, slash)); !wrong.empty()) return wrong;
    if (slash == std::string_view::npos) return "";
    name.remove_prefix(slash + 1);
  }
}

std::string shown_name(std::string_view name, std::size_t most) {
  std::string shown;
  for (const char c : name.substr(0, most))
    shown +=
        c >= 0x20 && c < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return name.size() > most ? shown + "..." : shown;
}

}  // namespace tt::autograder
