#include "autograder/hidden.h"

#include <algorithm>
#include <regex>
#include <sstream>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

const std::string indent(6, ' ');  // of an entry

// Takes the entry of a case, with the comment above it, out of the table.
std::string without_case(const std::string& probe, const std::string& name, const std::string& file) {
  std::istringstream lines(probe);
  std::string kept, comment;
  bool table = false, inside = false, found = false;
  for (std::string line; std::getline(lines, line);) {
    line += "\n";
    table |= line.starts_with("std::vector<Case> probe::cases()");
    inside &= line.starts_with(indent + " ");
    if (table && line.starts_with(indent + "//")) {
      comment += line;
      continue;
    }
    if (table && line.starts_with(indent + "{\"" + name + "\",")) inside = found = true, comment.clear();
    if (!inside) kept += comment + line;
    comment.clear();
  }
  if (!found) throw Error(file + ": the case \"" + name + "\" has no line of its own, so cannot be left out");
  return kept;
}

// Splits the source at empty lines outside of braces, and keeps those lines.
std::vector<std::string> pieces_of(const std::string& source) {
  std::istringstream lines(source);
  std::vector<std::string> pieces(1);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('}'))
      inside = false;
    else if (line.ends_with('{') && !line.starts_with("namespace"))
      inside = true;
    pieces.back() += line + "\n";
    if (line.empty() && !inside) pieces.emplace_back();
  }
  return pieces;
}

// The name of the function that a piece defines; empty: it defines none.
std::string function_of(const std::string& piece) {
  static const std::regex head(R"((?:^|\n)[A-Za-z_][^\n(]*[ *&](\w+)\()");
  std::smatch found;
  if (piece.find("\n}\n") == std::string::npos || piece.starts_with("struct ") ||
      piece.starts_with("class ") || !std::regex_search(piece, found, head))
    return "";
  return found[1];
}

bool drop_one_unused(std::vector<std::string>& pieces) {
  bool local = false;  // in an unnamed namespace
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].starts_with("namespace {")) local = true;
    if (pieces[i].starts_with("}  // namespace")) local = false;
    const std::string name = local ? function_of(pieces[i]) : "";
    if (name.empty()) continue;
    const std::regex word("\\b" + name + "\\b");
    const bool used = std::ranges::any_of(pieces, [&](const std::string& other) {
      return &other != &pieces[i] && std::regex_search(other, word);
    });
    if (used) continue;
    pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

}  // namespace

std::string without_cases(const std::string& probe, const std::vector<std::string>& names,
                          const std::string& file) {
  if (names.empty()) return probe;
  std::string cut = probe;
  for (const std::string& name : names) cut = without_case(cut, name, file);
  std::vector<std::string> pieces = pieces_of(cut);
  while (drop_one_unused(pieces)) {
  }
  cut.clear();
  for (const std::string& piece : pieces) cut += piece;
  return cut;
}

}  // namespace tt::autograder
