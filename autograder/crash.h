#pragma once
#include <string>
#include <vector>

#include "autograder/process.h"

namespace tt::autograder {

// Where the report begins that a sanitizer prints before it ends a process; npos: there is none.
std::size_t sanitizers_report(const std::string& printed);

// A crash's signal; if sanitized, also what the sanitizer says, and where in the student's files.
std::vector<std::string> crash_lines(const Outcome& outcome, bool sanitized = true);

}  // namespace tt::autograder
