#include "autograder/entry_name.h"

#include <cstdint>

#include "autograder/text.h"

namespace tt::autograder {

namespace {

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
    if (hides(c)) return "has an invisible character";
  }
  if (name.front() == '/') return "is an absolute path";
  if (name.find('\\') != std::string_view::npos) return "has a backslash";
  if (name.find(':') != std::string_view::npos) return "has a colon, like a drive letter";
  if (name.back() == '/') name.remove_suffix(1);
  while (true) {
    const std::size_t slash = name.find('/');
    if (const std::string wrong = refused_part(name.substr(0, slash)); !wrong.empty()) return wrong;
    if (slash == std::string_view::npos) return "";
    name.remove_prefix(slash + 1);
  }
}

}  // namespace tt::autograder
