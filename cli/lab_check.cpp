#include "cli/lab_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "autograder/checks.h"
#include "autograder/recorded.h"
#include "cli/general.h"
#include "cli/lab_files.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

namespace {

std::string state_folder(const Lab& lab) { return TT_BINARY_DIR "/labs/yours/" + lab.name; }

// For cases that crashed: what sanitizers say of them.
void find_crashes(const Lab& lab, const std::map<std::string, std::string>& files, JudgeOptions options,
                  LabReport& report) {
  const auto crashed = [](const CaseResult& c) { return c.state == State::crashed; };
  if (std::ranges::none_of(report.cases, crashed)) return;
  options.sanitize = true;
  options.work += "/sanitized";
  const LabReport again = check(lab, files, options);
  for (CaseResult& c : report.cases)
    for (const CaseResult& sanitized : again.cases)
      if (crashed(c) && crashed(sanitized) && c.name == sanitized.name) c.lines = sanitized.lines;
}

}  // namespace

std::string checks_of(const Lab& lab) { return state_folder(lab) + "/" + checks_file; }

LabReport check_lab(const Lab& lab, const LabCheck& how) {
  if (how.part < 0 || how.part > static_cast<int>(lab.parts.size()))
    throw ValueError(fmt::format("lab {} has parts 1 to {}, not {}", lab.number, lab.parts.size(), how.part));
  std::map<std::string, std::string> files = students_files(lab);
  files.merge(how.mine && !is_starter(labs) ? others_files(lab) : neighbours(lab));
  const JudgeOptions options{
      .build_dir = TT_BINARY_DIR,
      .work = state_folder(lab) + (how.mine ? "/mine" : "") + (how.sanitize ? "/sanitized" : ""),
      .seed = general().seed,
      .only_part = how.part,
      .sanitize = how.sanitize,
      .speed = !how.sanitize,
      .at_once = std::thread::hardware_concurrency(),
      .quick = true,
      .kept = TT_BINARY_DIR "/labs/kept/" + lab.name};
  LabReport report = check(lab, files, options);
  if (report.cases.empty() && report.compile_errors.empty())
    throw ValueError(fmt::format("lab {} part {} has only speed cases, which sanitizers would distort",
                                 lab.number, how.part));
  if (!how.sanitize) find_crashes(lab, files, options, report);
  if (how.part == 0 && !how.sanitize) {
    fs::create_directories(state_folder(lab));
    std::ofstream(checks_of(lab), std::ios::app) << check_line(std::time(nullptr), report.points(lab));
  }
  return report;
}

}  // namespace tt::cli
