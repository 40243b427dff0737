#pragma once
#include "autograder/judge.h"
#include "cli/general.h"

namespace tt::cli {

// A verdict for people, on standard output, and the same as JSON.
void print_report(const autograder::Lab& lab, const autograder::LabReport& report);
// What to do next, in one line.
std::string next_step(const autograder::Lab& lab, const autograder::LabReport& report);
Json report_json(const autograder::Lab& lab, const autograder::LabReport& report);

}  // namespace tt::cli
