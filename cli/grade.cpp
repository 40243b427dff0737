#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "autograder/files.h"
#include "autograder/recorded.h"
#include "autograder/reports.h"
#include "autograder/sandbox.h"
#include "autograder/starter.h"
#include "autograder/text.h"
#include "autograder/times.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/grade.h"
#include "cli/lab_files.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

const std::vector<ReportKind> report_kinds = {{"gradescope", "json", false}, {"junit", "xml", true},
                                              {"markdown", "md", true},      {"classroom", "json", true},
                                              {"html", "html", true},        {"csv", "csv", false}};

std::string report(const ReportKind& kind, const Grade& all, const GradeArguments& a) {
  const Grade grade = kind.hides && !a.show_hidden ? without_hidden(all) : all;
  if (kind.name == "gradescope") return gradescope(grade).dump(2) + "\n";
  if (kind.name == "classroom") return classroom(grade).dump(2) + "\n";
  if (kind.name == "junit") return junit(grade);
  if (kind.name == "markdown") return markdown(grade);
  if (kind.name == "html") return html(grade);
  return csv({grade});
}

GradeOptions grade_options(const GradeArguments& a) {
  if (a.sandbox == "require" && !layers().all())
    throw Error(fmt::format("grade --sandbox require: {}", fmt::join(layers().missing(), "; ")));
  GradeOptions options{.build_dir = TT_BINARY_DIR, .labs = choose_labs(labs, a.lab), .own = !a.alone};
  if (!a.course.empty()) options.config = load_class(a.course, load_labs(labs));
  options.seed = a.seeded ? general().seed : options.config.seed.value_or(fresh_seed());
  if (!a.submitted.empty()) options.submitted = parse_time(a.submitted);
  if (options.submitted == 0 && a.times.empty() &&
      std::ranges::any_of(options.config.labs, [](const auto& lab) { return lab.second.due.has_value(); }))
    fmt::print(stderr, "the hand-in time is not known, so nothing is late: give it with {}\n",
               a.batch ? "--times" : "--submitted");
  return options;
}

namespace {

void print_grade(const Grade& grade) {
  for (const std::string& layer : grade.sandbox_missing) fmt::print(stderr, "sandbox: {}\n", layer);
  if (!grade.refused.empty()) fmt::print("refused: {}\n", harmless(grade.refused));
  for (const std::string& name : grade.ignored) fmt::print("ignored: {}\n", harmless(name));
  for (const GradedLab& lab : grade.labs) {
    fmt::print("\n{} {}: {:.6g} of {:.6g} points\n", lab.lab, lab.title, lab.points, lab.of);
    if (const std::string text = lab_text(grade, lab); !text.empty())
      fmt::print("{}", indented(text, "  ", 40));
    if (!lab.submitted || !lab.compile_errors.empty()) continue;
    for (const GradedCase& c : lab.cases)
      fmt::print("{}",
                 indented(fmt::format("{}{}, {}", c.name, c.hidden ? " (hidden)" : "", verdict_text(lab, c)),
                          "  ", 40));
  }
  fmt::print("\n{:.6g} of {:.6g} points, seed {}\n", grade.points(), grade.of(), grade.seed);
}

// Writes the reports even when grading fails: they say so, with no points for what was not graded.
void run_one(const GradeArguments& a) {
  GradeOptions options = grade_options(a);
  if (!fs::exists(a.path)) throw IoError("grade: there is no " + a.path);
  for (const auto& [kind, file] : a.reports) check_output(file);
  const std::string folder = fmt::format("{}/labs/grade/{}", TT_BINARY_DIR, fresh_seed());
  options.work = folder + "/work", options.kept = folder + "/kept";
  const auto write = [&](const Grade& grade) {
    for (const ReportKind& kind : report_kinds)
      if (a.reports.contains(kind.name)) write_atomically(a.reports.at(kind.name), report(kind, grade, a));
  };
  Grade grade;
  try {
    const Submission submission = read_submission(a.path, options.labs);
    if (!submission.unclear.empty() || std::ranges::count_if(submission.ignored, is_zip) > 1)
      fmt::print(stderr, "is it a folder of submissions? --batch grades each\n");
    grade = autograder::grade(submission, options, write);
  } catch (const std::exception& error) {
    grade.submission = fs::path(a.path).filename().string();
    grade.error = error.what();
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  write(grade);
  if (!grade.error.empty()) throw Error("grade: " + grade.error);
  if (general().json) return print_json(autograder::to_json(grade));
  print_grade(grade);
}

}  // namespace

void add_grade(Command app) {
  Command command = app.add("grade", "Grade a submission, or a folder of them");
  auto o = std::make_shared<GradeArguments>();
  command.option("SUBMISSION", o->path, "A folder or a zip; with --batch a folder of them").required();
  command.option("--lab,--labs", o->lab, "Numbers, names or ranges like 1-3, separated by commas (all)");
  command.flag("--batch", o->batch, "Grade every folder and zip in SUBMISSION");
  command.option("--jobs", o->jobs, "How many at once (2)").whole(1, 64);
  command.option("--out", o->out, "Where a batch's results go (SUBMISSION.graded)");
  command.flag("--resume", o->resume, "Go on with a batch that was stopped");
  command.option("--slice", o->slice,
                 "I/N: only every Nth submission, from I on, to share a batch among machines");
  command.option("--class", o->course, "class.toml: points, due dates, hidden cases");
  command.option("--submitted", o->submitted,
                 "When it was handed in, like 2026-10-01T23:59:00Z; without it nothing is late");
  command.option("--times", o->times, "With --batch: a file of lines NAME,TIME, when each was handed in");
  command
      .option("--sandbox", o->sandbox,
              "require: refuse to grade where a layer of it is missing; auto: grade and say so (auto)")
      .one_of({"auto", "require"});
  command.flag("--alone", o->alone, "Do not grade again with the student's own files for the other labs");
  for (const ReportKind& kind : report_kinds)
    command.option("--" + kind.name, o->reports[kind.name],
                   "Write this report there; with --batch, a folder of them");
  command.flag("--show-hidden", o->show_hidden, "Show what hidden cases ask, in reports for students too");
  add_general(command, "Seed of the questions (class.toml's, or a new one that nobody can know)");
  command.does([=] {
    if (is_starter(labs))
      throw Error("grade: this is a starter tree, which has answers for practice only. Try: ./tt lab check");
    GradeArguments now = *o;
    now.seeded = command.said("--seed");
    for (const char* option : {"--jobs", "--out", "--resume", "--slice", "--times"})
      if (!now.batch && command.said(option))
        throw ValueError(std::string("grade: ") + option +
                         " goes with --batch, which grades a folder of submissions");
    std::erase_if(now.reports, [](const auto& r) { return r.second.empty(); });
    now.batch ? run_batch(now) : run_one(now);
  });
}

}  // namespace tt::cli
