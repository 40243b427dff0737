#include "autograder/crash.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <regex>
#include <sstream>

namespace tt::autograder {

namespace {

constexpr std::size_t places_shown = 3;
constexpr std::size_t line_read = 500;  // std::regex recurses for every character

// "    #1 0x55 in tt::quant::choose_params(float) params.cpp:31:7" and "linear.cpp:12:3: runtime error: ..."
const std::regex frame(R"(^\s*#\d+ 0x[0-9a-f]+ in (.+) (?:\S*/)?([^/\s]+\.(?:cpp|h)):(\d+))");
const std::regex runtime_error(R"(^(?:\S*/)?([^/\s]+):(\d+):\d+: runtime error: (.+)$)");
const std::regex summary(R"(ERROR: AddressSanitizer:? (.+?)(?: on (?:unknown )?address.*| 0x.*)?$)");

// std::span<float, 18446744073709551615ul> is std::span<float> to whoever wrote it.
std::string without_extents(const std::string& name) {
  static const std::regex any_extent(R"(, (?:18446744073709551615|4294967295)ul?)");
  return std::regex_replace(name, any_extent, "");
}

}  // namespace

std::size_t sanitizers_report(const std::string& printed) {
  const std::size_t at = std::min(printed.find("ERROR: AddressSanitizer"), printed.find(": runtime error: "));
  if (at == std::string::npos) return at;
  const std::string_view before = std::string_view(printed).substr(0, printed.rfind('\n', at) + 1);
  const std::string rule = std::string(65, '=') + "\n";  // AddressSanitizer draws one above
  return before.ends_with(rule) ? before.size() - rule.size() : before.size();
}

std::vector<std::string> crash_lines(const Outcome& outcome, bool sanitized) {
  std::vector<std::string> lines;
  // What the standard library's own checks say, and sanitizers do not repeat.
  if (outcome.printed.find("size()' failed") != std::string::npos)
    lines.emplace_back("access outside a vector or a span");
  if (outcome.kind == Outcome::signalled)
    lines.push_back(std::string(strsignal(outcome.code)) +
                    (outcome.code == SIGILL ? ": this machine may not have it" : ""));
  if (!sanitized) return lines;  // whatever the output says
  std::istringstream printed(outcome.printed);
  std::size_t places = 0;
  for (std::string line; std::getline(printed, line) && places < places_shown;) {
    line.resize(std::min(line.size(), line_read));
    std::smatch m;
    if (std::regex_search(line, m, runtime_error)) {
      const bool own = !line.starts_with("/usr/");  // else the frames below say where
      lines.push_back(m.str(3) + (own ? ", in " + m.str(1) + ":" + m.str(2) : ""));
    } else if (std::regex_search(line, m, summary)) {
      lines.push_back(m.str(1));
    } else if (line.find("../sysdeps/") == std::string::npos && line.find(" /usr/") == std::string::npos &&
               std::regex_search(line, m, frame)) {
      lines.push_back("at " + m.str(2) + ":" + m.str(3) + ", in " + without_extents(m.str(1)));
      ++places;
    }
  }
  return lines;
}

}  // namespace tt::autograder
