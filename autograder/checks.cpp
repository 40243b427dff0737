#include "autograder/checks.h"

#include <fmt/format.h>

#include <cstdlib>

namespace tt::autograder {

std::string check_line(std::int64_t when, double points) { return fmt::format("{} {:.6g}\n", when, points); }

std::optional<double> minutes_to_solve(const std::string& checks, double all_points) {
  constexpr std::int64_t longest_pause = 30 * 60;
  std::int64_t before = -1, worked = 0;
  for (const char* at = checks.c_str(); *at != '\0';) {
    char* end = nullptr;
    const std::int64_t when = std::strtoll(at, &end, 10);
    if (end == at || *end != ' ' || when < 0 || when > (1ll << 40) || when < before) return {};
    at = end;
    const double points = std::strtod(at, &end);
    if (end == at || *end != '\n') return {};
    at = end + 1;
    if (before >= 0 && when - before <= longest_pause) worked += when - before;
    before = when;
    if (points >= all_points) return static_cast<double>(worked) / 60;
  }
  return {};
}

}  // namespace tt::autograder
