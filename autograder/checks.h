#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace tt::autograder {

// A student's own record of a lab, handed in beside its files: one line per check, "seconds since 1970" and
// "points". It counts for nothing; it tells an instructor how long a lab takes.
constexpr const char* checks_file = "checks.txt";

std::string check_line(std::int64_t when, double points);

// The points of the last check and of the best; -1 where there is none, or the text is no such record.
double last_points(const std::string& checks);
double best_points(const std::string& checks);

// Minutes of work from the first check to the first with all points, without pauses of more than half an
// hour; nothing if there is no such check, or the text is no such record.
std::optional<double> minutes_to_solve(const std::string& checks, double all_points);

}  // namespace tt::autograder
