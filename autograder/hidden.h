#pragma once
#include <string>
#include <vector>

namespace tt::autograder {

// A lab's probe.cpp without these cases: without their entries in the table of cases() (a line that begins
// {"NAME", and the lines after it that are indented further), and without functions that are then unused.
// file: for messages. Throws Error for a name that has no entry.
std::string without_cases(const std::string& probe, const std::vector<std::string>& names,
                          const std::string& file);

}  // namespace tt::autograder
