#pragma once
#include <map>
#include <string>
#include <vector>

#include "autograder/grade.h"

namespace tt::cli {

// The arguments of `tt grade`.
struct GradeArguments {
  std::string path, lab = "all", out, course, submitted, times, sandbox = "auto", slice;
  bool batch = false, resume = false, seeded = false, alone = false, show_hidden = false;
  int jobs = 2;
  std::map<std::string, std::string> reports;  // kind to file; with --batch to a folder of them
};

struct ReportKind {
  std::string name, extension;
  bool hides;  // students may read it, and it cannot hide cases itself
};
extern const std::vector<ReportKind> report_kinds;
std::string report(const ReportKind& kind, const autograder::Grade& grade, const GradeArguments& a);

// How each submission is graded. Throws Error or ValueError for what cannot be done as asked.
autograder::GradeOptions grade_options(const GradeArguments& a);

// `tt grade --batch`.
void run_batch(const GradeArguments& a);

}  // namespace tt::cli
