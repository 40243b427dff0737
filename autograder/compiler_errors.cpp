#include "autograder/compiler_errors.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <vector>

namespace tt::autograder {

namespace {

constexpr int errors_shown = 3;

bool is_include_chain(const std::string& line) {
  return line.starts_with("In file included from ") || line.starts_with("                 from ");
}

// "/tmp/ccALY61h.s:12: Error: ...": a temporary file with another name every time.
std::string without_assembler_file(const std::string& line) {
  constexpr std::size_t longest = 100;
  const std::size_t name = line.find("/cc"), end = line.find(".s:");
  return line.starts_with('/') && name < end && end < longest ? "assembler, line " + line.substr(end + 3)
                                                              : line;
}

// The first lines with one of these words, each with the lines that belong to it, with paths as the student
// sees them.
std::string first_with(const std::vector<std::string>& words, const std::string& printed,
                       const std::string& work) {
  std::istringstream lines(printed);
  std::string shown;
  int errors = 0;
  for (std::string line; std::getline(lines, line);) {
    for (std::size_t at; (at = line.find(work + "/")) != std::string::npos;) line.erase(at, work.size() + 1);
    if (std::ranges::any_of(words, [&](const auto& word) { return line.find(word) != std::string::npos; }) &&
        ++errors > errors_shown)
      break;
    line = without_assembler_file(line);
    if (errors > 0 && !is_include_chain(line)) shown += line + "\n";
  }
  return shown;
}

// The names in what the linker says: "undefined reference to `tt::f(int)'" or, mold, "undefined symbol:
// tt::f(int)".
std::set<std::string> named(const std::string& printed, const std::vector<std::string>& phrases) {
  std::set<std::string> names;
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);)
    for (const std::string& phrase : phrases)
      if (const std::size_t at = line.find(phrase); at != std::string::npos) {
        const std::size_t begin = at + phrase.size();
        std::string name = line.substr(begin, line.find('\'', begin) - begin);
        if (const std::size_t abi = name.find("[abi:cxx11]"); abi != std::string::npos) name.erase(abi, 11);
        names.insert(name);
      }
  return names;
}

}  // namespace

std::string compile_failure(const Outcome& outcome, const std::string& work) {
  if (outcome.kind == Outcome::too_slow) return "the compiler took too long";
  if (outcome.printed.empty()) return "the compiler failed without a word";
  const std::string errors = first_with({"error:", " Error: ", "undefined reference"}, outcome.printed, work);
  return errors.empty() ? outcome.printed.substr(0, 2000) : errors;
}

std::string compile_warnings(const Outcome& outcome, const std::string& work) {
  return first_with({"warning:"}, outcome.printed, work);
}

std::string link_failure(const Outcome& outcome, const std::string& work,
                         const std::map<std::string, std::string>& files) {
  std::string where, text;
  for (const auto& [name, source] : files)
    where += (where.empty() ? "" : " or ") + std::filesystem::path(name).filename().string();
  const auto missing = named(outcome.printed, {"undefined reference to `", "undefined symbol: "});
  const auto twice = named(outcome.printed, {"multiple definition of `", "duplicate symbol: "});
  int shown = 0;
  for (const std::string& name : missing)
    if (++shown <= errors_shown) text += where + " does not define " + name + "\n";
  for (const std::string& name : twice)
    if (++shown <= errors_shown) text += where + " defines what is defined elsewhere: " + name + "\n";
  if (shown == 0) return compile_failure(outcome, work);
  return shown > errors_shown ? text + "and " + std::to_string(shown - errors_shown) + " more\n" : text;
}

}  // namespace tt::autograder
