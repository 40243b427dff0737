#include "autograder/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace tt::autograder {

namespace {

struct Check {
  std::int64_t when = 0;
  double points = 0;
};

// In order of time; none if the text is no such record.
std::vector<Check> read_checks(const std::string& text) {
  std::vector<Check> all;
  for (const char* at = text.c_str(); *at != '\0'; ++at) {
    char* end = nullptr;
    const std::int64_t when = std::strtoll(at, &end, 10);
    if (end == at || *end != ' ' || when < 0 || when > (1ll << 40)) return {};
    if (!all.empty() && when < all.back().when) return {};
    at = end;
    const double points = std::strtod(at, &end);
    if (end == at || *end != '\n') return {};
    all.push_back({when, points});
    at = end;
  }
  return all;
}

}  // namespace

std::string check_line(std::int64_t when, double points) { return fmt::format("{} {:.6g}\n", when, points); }

double last_points(const std::string& checks) {
  const std::vector<Check> all = read_checks(checks);
  return all.empty() ? -1 : all.back().points;
}

double best_points(const std::string& checks) {
  double best = -1;
  for (const Check& check : read_checks(checks)) best = std::max(best, check.points);
  return best;
}

std::optional<double> minutes_to_solve(const std::string& checks, double all_points) {
  constexpr std::int64_t longest_pause = 30 * 60;
  const std::vector<Check> all = read_checks(checks);
  std::int64_t worked = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && all[i].when - all[i - 1].when <= longest_pause) worked += all[i].when - all[i - 1].when;
    if (all[i].points >= all_points) return static_cast<double>(worked) / 60;
  }
  return {};
}

}  // namespace tt::autograder
