#pragma once
#include <string>
#include <vector>

#include "autograder/process.h"

namespace tt::autograder {

// Where in this a sanitizer's report begins, which it prints before it ends a process; npos: nowhere.
std::size_t sanitizers_report(const std::string& printed);

// Of a crash: the signal; of a sanitized program also what the sanitizer says, and where in the student's files.
std::vector<std::string> crash_lines(const Outcome& outcome, bool sanitized = true);

}  // namespace tt::autograder
