#include "autograder/grade.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>
#include <set>

#include "autograder/build.h"
#include "autograder/checks.h"
#include "autograder/punch.h"
#include "autograder/reference.h"
#include "autograder/sandbox.h"
#include "autograder/sources.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

using Files = std::map<std::string, std::string>;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The files of a lab as they were handed in, with stubs for those that were not.
Files files_of(const Submission& submission, const Lab& lab, const std::string& source_dir) {
  Files files = submission.labs.at(lab.name);
  for (const std::string& name : lab.files)
    if (!files.contains(name)) files[name] = stub_of(lab, name, source_dir);
  return files;
}

// The files of the module's other labs that are finished.
Files others_of(const Submission& submission, const Lab& lab, const std::vector<Lab>& labs) {
  Files files;
  for (const Lab& other : labs)
    if (other.name != lab.name && other.module == lab.module && submission.has(other))
      for (const auto& [name, text] : submission.labs.at(other.name))
        if (is_written(text)) files[name] = text;
  return files;
}

// The cases that the probe declares, none of them answered.
std::vector<GradedCase> declared(const Lab& lab, const GradeOptions& options) {
  const LabBuild build = load_build(options.build_dir, lab);
  const probe::Values list = Reference(lab, build, options.build_dir, options.kept + "/" + lab.name).list();
  std::vector<GradedCase> cases;
  for (int i = 0; list.find(std::to_string(i) + " name"); ++i) {
    const std::string n = std::to_string(i);
    GradedCase c;
    c.name = list.text(n + " name");
    c.part = list.integer(n + " part");
    c.state = State::not_written;
    cases.push_back(std::move(c));
  }
  const std::vector<std::string>& hidden = options.config.policy(lab).hidden;
  for (const std::string& name : hidden)
    if (std::ranges::find(cases, name, &GradedCase::name) == cases.end())
      throw Error(lab.name + " has no case \"" + name + "\", which class.toml hides");
  for (GradedCase& c : cases) c.hidden = std::ranges::find(hidden, c.name) != hidden.end();
  return cases;
}

// Fills in the results of the declared cases; each must have exactly one.
void fill(std::vector<GradedCase>& cases, const LabReport& report, const Lab& lab) {
  std::set<std::string> seen;
  for (const CaseResult& c : report.cases) {
    const auto found = std::ranges::find(cases, c.name, &GradedCase::name);
    if (found == cases.end() || !seen.insert(c.name).second)
      throw Error(lab.name + ": the case \"" + c.name + "\" is " +
                  (found == cases.end() ? "not declared" : "there twice"));
    static_cast<CaseResult&>(*found) = c;
  }
  if (seen.size() != cases.size())
    throw Error(
        fmt::format("{}: {} of {} cases have no result", lab.name, cases.size() - seen.size(), cases.size()));
}

}  // namespace

Grade begin_grade(const Submission& submission, const GradeOptions& options) {
  Grade grade{.submission = submission.name,
              .refused = submission.refused,
              .seed = options.seed,
              .submitted = options.submitted,
              .ignored = submission.ignored,
              .sandbox_missing = layers().missing()};
  for (const Lab& lab : options.labs) {
    GradedLab graded{.lab = lab.name,
                     .title = lab.title,
                     .submitted = submission.has(lab),
                     .extra_credit = options.config.policy(lab).extra_credit,
                     .of = options.config.points(lab),
                     .late_factor = options.config.late_factor(lab, options.submitted),
                     .due = options.config.policy(lab).due.value_or(0)};
    for (const Part& part : lab.parts)
      graded.parts.push_back({part.name, "", part.points * graded.of / lab.points()});
    graded.cases = declared(lab, options);
    grade.labs.push_back(std::move(graded));
  }
  return grade;
}

void grade_lab(const Submission& submission, const GradeOptions& options, std::size_t i, Grade& grade) {
  const Lab& lab = options.labs[i];
  GradedLab& graded = grade.labs[i];
  if (!graded.submitted) return;
  if (const auto files = submission.labs.find(lab.name); files != submission.labs.end())
    for (const std::string& name : lab.files)
      if (!files->second.contains(name)) graded.absent.push_back(name);
  if (const auto unclear = submission.unclear.find(lab.name); unclear != submission.unclear.end()) {
    graded.compile_errors = unclear->second;
    for (GradedCase& c : graded.cases) c.state = State::does_not_compile;
    return;
  }
  const auto start = Clock::now();
  const std::string source_dir = load_build(options.build_dir, lab).source_dir;
  Files files = files_of(submission, lab, source_dir);
  JudgeOptions judge{.build_dir = options.build_dir,
                     .work = options.work,
                     .program = lab.name,
                     .seed = options.seed,
                     .kept = options.kept + "/" + lab.name};
  const LabReport credit = check(lab, files, judge);
  fill(graded.cases, credit, lab);
  graded.compile_errors = credit.compile_errors;
  graded.speed = credit.speed();
  if (const auto checks = submission.checks.find(lab.name); checks != submission.checks.end())
    graded.minutes = minutes_to_solve(checks->second, lab.points()).value_or(-1);
  graded.points = graded.of * graded.late_factor * credit.points(lab) / lab.points();
  if (options.own && credit.compile_errors.empty()) {
    Files others = others_of(submission, lab, options.labs);
    if (!others.empty()) {
      files.merge(others);
      judge.program = lab.name + "-own";
      judge.name_mistakes = false;
      graded.own_points =
          graded.of * graded.late_factor * check(lab, files, judge).points(lab) / lab.points();
    }
  }
  graded.seconds = seconds_since(start);
  grade.seconds += graded.seconds;
}

double Grade::points() const {
  double sum = 0;
  for (const GradedLab& lab : labs) sum += lab.points;
  return sum;
}

double Grade::of() const {
  double sum = 0;
  for (const GradedLab& lab : labs) sum += lab.extra_credit ? 0 : lab.of;
  return sum;
}

std::uint64_t fresh_seed() { return std::random_device()(); }

}  // namespace tt::autograder
