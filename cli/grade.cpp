#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "autograder/batch.h"
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
#include "cli/lab_files.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

namespace {

struct Options {
  std::string path, lab = "all", out, course, submitted, times, sandbox = "auto", slice;
  bool batch = false, resume = false, seeded = false, alone = false, show_hidden = false;
  int jobs = 2;
  std::map<std::string, std::string> reports;  // kind to file
};

struct Kind {
  std::string name, extension;
  bool hides;  // students may read it, and it cannot hide cases itself
};
const std::vector<Kind> kinds = {{"gradescope", "json", false}, {"junit", "xml", true},
                                 {"markdown", "md", true},      {"classroom", "json", true},
                                 {"html", "html", true},        {"csv", "csv", false}};

std::string report(const std::string& kind, const Grade& grade) {
  if (kind == "gradescope") return gradescope(grade).dump(2) + "\n";
  if (kind == "classroom") return classroom(grade).dump(2) + "\n";
  if (kind == "junit") return junit(grade);
  if (kind == "markdown") return markdown(grade);
  if (kind == "html") return html(grade);
  return csv({grade});
}

std::string report(const Kind& kind, const Grade& grade, const Options& o) {
  return report(kind.name, kind.hides && !o.show_hidden ? without_hidden(grade) : grade);
}

GradeOptions grade_options(const Options& o) {
  if (o.sandbox == "require" && !layers().all())
    throw Error(fmt::format("grade --sandbox require: {}", fmt::join(layers().missing(), "; ")));
  GradeOptions options{.build_dir = TT_BINARY_DIR, .labs = choose_labs(labs, o.lab), .own = !o.alone};
  if (!o.course.empty()) options.config = load_class(o.course, load_labs(labs));
  options.seed = o.seeded ? general().seed : options.config.seed.value_or(fresh_seed());
  if (!o.submitted.empty()) options.submitted = parse_time(o.submitted);
  if (options.submitted == 0 && o.times.empty() &&
      std::ranges::any_of(options.config.labs, [](const auto& lab) { return lab.second.due.has_value(); }))
    fmt::print(stderr, "when it was handed in is not known, so nothing is late: say it with {}\n",
               o.batch ? "--times" : "--submitted");
  return options;
}

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

// Also when grading fails: the reports say so, with no points for what was not graded.
void run_one(const Options& o) {
  GradeOptions options = grade_options(o);
  if (!fs::exists(o.path)) throw IoError("grade: there is no " + o.path);
  for (const auto& [kind, file] : o.reports) check_output(file);
  const std::string folder = fmt::format("{}/labs/grade/{}", TT_BINARY_DIR, fresh_seed());
  options.work = folder + "/work", options.kept = folder + "/kept";
  const auto write = [&](const Grade& grade) {
    for (const Kind& kind : kinds)
      if (o.reports.contains(kind.name)) write_atomically(o.reports.at(kind.name), report(kind, grade, o));
  };
  Grade grade;
  try {
    const Submission submission = read_submission(o.path, options.labs);
    if (!submission.unclear.empty())
      fmt::print(stderr, "is it a folder of submissions? --batch grades each\n");
    grade = autograder::grade(submission, options, write);
  } catch (const std::exception& error) {
    grade.submission = fs::path(o.path).filename().string();
    grade.error = error.what();
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  write(grade);
  if (!grade.error.empty()) throw Error("grade: " + grade.error);
  if (general().json) return print_json(autograder::to_json(grade));
  print_grade(grade);
}

void print_class(const Options& o, const BatchResult& batch) {
  std::vector<std::string> heading = {"submission", "points"};
  if (!batch.grades.empty())
    for (const GradedLab& lab : batch.grades[0].labs) heading.push_back(lab.lab);
  heading.emplace_back("remark");
  Table table(heading);
  for (const Grade& grade : batch.grades) {
    std::vector<std::string> row = {harmless(grade.submission), fmt::format("{:.6g}", grade.points())};
    for (const GradedLab& lab : grade.labs)
      row.push_back(lab.submitted ? fmt::format("{:.6g}", lab.points) : "-");
    row.resize(heading.size() - 1);
    row.push_back(remark(grade).substr(0, 60));
    table.add(std::move(row));
  }
  fmt::print("{}\n{} graded in {}, {} taken from before, {} of {} have a result: {}/results, {}/class.csv\n",
             table.text(), batch.graded, duration(batch.seconds), batch.taken, batch.grades.size(),
             batch.submissions, o.out, o.out);
  if (!batch.absent.empty())
    fmt::print("no submission is called like these names of {}: {}\n", o.times,
               harmless(fmt::format("{}", fmt::join(batch.absent, ", "))));
  if (!batch.others.empty())
    fmt::print("not graded, for they are neither folder nor zip: {}\n",
               harmless(fmt::format("{}", fmt::join(batch.others, ", "))));
}

// With --batch a report's option names a folder: one for each submission.
void write_reports(const Options& o, const BatchResult& batch) {
  for (const Kind& kind : kinds) {
    if (!o.reports.contains(kind.name)) continue;
    const fs::path folder = o.reports.at(kind.name);
    fs::create_directories(folder);
    for (const Grade& grade : batch.grades)
      write_atomically((folder / (result_name(grade.submission) + "." + kind.extension)).string(),
                       report(kind, grade, o));
  }
}

void run_batch(const Options& o) {
  BatchOptions options{
      .folder = o.path,
      .out = o.out.empty() ? (fs::path(o.path) / "").parent_path().string() + ".graded" : o.out,
      .grade = grade_options(o),
      .times = o.times.empty() ? std::map<std::string, std::int64_t>() : read_times(o.times),
      .jobs = o.jobs,
      .resume = o.resume};
  options.fresh_seed = !o.seeded && !options.grade.config.seed;
  if (!o.slice.empty() && (std::sscanf(o.slice.c_str(), "%d/%d", &options.slice, &options.slices) != 2 ||
                           options.slices < 1 || options.slice < 0 || options.slice >= options.slices))
    throw ValueError("grade --slice: \"" + o.slice + "\" is not like 0/8: a number from 0, of how many");
  for (const auto& [kind, folder] : o.reports) must_lie_beside(folder, o.path);
  std::optional<Progress> bar;
  const BatchResult batch = grade_batch(options, [&](int done, int all) {
    if (!bar) bar.emplace("grading", all, "submissions");
    bar->update(done);
  });
  if (bar) bar->clear();
  write_class_csv(options.out);
  write_reports(o, batch);
  Options shown = o;
  shown.out = options.out;
  if (!general().json) return print_class(shown, batch);
  Json grades = Json::array();
  for (const Grade& grade : batch.grades) grades.push_back(autograder::to_json(grade));
  print_json({{"submissions", batch.submissions},
              {"graded", batch.graded},
              {"taken", batch.taken},
              {"seconds", batch.seconds},
              {"grades", grades}});
}

}  // namespace

void add_grade(Command app) {
  Command command = app.add("grade", "Grade a submission, or a folder of them");
  auto o = std::make_shared<Options>();
  command.option("SUBMISSION", o->path, "A folder or a zip; with --batch a folder of them").required();
  command.option("--lab", o->lab, "Numbers, names, ranges like 1-3, with commas between (all)");
  command.flag("--batch", o->batch, "Every folder and zip in it");
  command.option("--jobs", o->jobs, "How many at once (2)").whole(1, 64);
  command.option("--out", o->out, "Where a batch's results go (SUBMISSION.graded)");
  command.flag("--resume", o->resume, "Go on with a batch that was ended");
  command.option("--slice", o->slice, "I/N: only every Nth submission, from I on, for several machines");
  command.option("--class", o->course, "class.toml: points, due dates, hidden cases");
  command.option("--submitted", o->submitted, "When, like 2026-10-01T23:59:00Z; without it nothing is late");
  command.option("--times", o->times, "With --batch: a file of lines NAME,TIME");
  command.option("--sandbox", o->sandbox, "require: refuse where a layer is missing; auto: name it (auto)")
      .one_of({"auto", "require"});
  command.flag("--alone", o->alone, "Not also with the student's own files for the other labs");
  for (const Kind& kind : kinds)
    command.option("--" + kind.name, o->reports[kind.name],
                   "Write this report there; with --batch, a folder of them");
  command.flag("--show-hidden", o->show_hidden, "What hidden cases ask, in reports for students too");
  add_general(command);
  command.does([=] {
    if (is_starter(labs))
      throw Error(
          "grade: this is a starter tree, which knows answers to practise with only. Try: ./tt lab check");
    Options now = *o;
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
