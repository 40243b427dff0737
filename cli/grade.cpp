#include <fmt/format.h>

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
#include "autograder/text.h"
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
  std::string path, lab = "all", out, course, submitted, sandbox = "auto", slice;
  bool batch = false, resume = false, seeded = false, alone = false;
  int jobs = 2;
  std::map<std::string, std::string> reports;  // kind to file
};

const std::vector<std::string> kinds = {"gradescope", "junit", "markdown", "classroom", "html", "csv"};

std::string report(const std::string& kind, const Grade& grade) {
  if (kind == "gradescope") return gradescope(grade).dump(2) + "\n";
  if (kind == "classroom") return classroom(grade).dump(2) + "\n";
  if (kind == "junit") return junit(grade);
  if (kind == "markdown") return markdown(grade);
  if (kind == "html") return html(grade);
  return csv({grade});
}

std::vector<Lab> chosen(const std::string& which) {
  if (which == "all") return load_labs(labs);
  std::vector<Lab> some;
  std::istringstream words(which);
  for (std::string word; std::getline(words, word, ',');) some.push_back(find_lab(labs, word));
  return some;
}

GradeOptions grade_options(const Options& o) {
  if (o.sandbox == "require" && !layers().all())
    throw Error(fmt::format("grade --sandbox require: {}", fmt::join(layers().missing(), "; ")));
  GradeOptions options{.build_dir = TT_BINARY_DIR, .labs = chosen(o.lab), .own = !o.alone};
  if (!o.course.empty()) options.config = load_class(o.course, load_labs(labs));
  options.seed = o.seeded ? general().seed : options.config.seed.value_or(fresh_seed());
  if (!o.submitted.empty()) options.submitted = parse_time(o.submitted);
  return options;
}

void print_grade(const Grade& grade) {
  for (const std::string& layer : grade.sandbox_missing) fmt::print(stderr, "sandbox: {}\n", layer);
  if (!grade.refused.empty()) fmt::print("refused: {}\n", harmless(grade.refused));
  for (const std::string& name : grade.ignored) fmt::print("ignored: {}\n", harmless(name));
  for (const GradedLab& lab : grade.labs) {
    fmt::print("\n{} {}: {:.6g} of {:.6g} points\n", lab.lab, lab.title, lab.points, lab.of);
    if (const std::string text = lab_text(lab); !text.empty()) fmt::print("{}", indented(text, "  ", 40));
    if (!lab.submitted || !lab.compile_errors.empty()) continue;
    for (const GradedCase& c : lab.cases)
      fmt::print("{}", indented(fmt::format("{}{}: {}", c.name, c.hidden ? " (hidden)" : "", case_text(c)),
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
  if (o.submitted.empty()) options.submitted = changed(o.path);
  const auto write = [&](const Grade& grade) {
    for (const auto& [kind, file] : o.reports) write_atomically(file, report(kind, grade));
  };
  Grade grade;
  try {
    grade = autograder::grade(read_submission(o.path, options.labs), options, write);
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
  Table table(heading);
  for (const Grade& grade : batch.grades) {
    std::vector<std::string> row = {harmless(grade.submission), fmt::format("{:.6g}", grade.points())};
    for (const GradedLab& lab : grade.labs)
      row.push_back(lab.submitted ? fmt::format("{:.6g}", lab.points) : "-");
    if (!grade.refused.empty() || !grade.error.empty()) row = {harmless(grade.submission), "refused"};
    row.resize(heading.size());
    table.add(std::move(row));
  }
  fmt::print("{}\n{} graded in {}, {} taken from before, {} of {} have a result: {}/results, {}/class.csv\n",
             table.text(), batch.graded, duration(batch.seconds), batch.taken, batch.grades.size(),
             batch.submissions, o.out, o.out);
}

void run_batch(const Options& o) {
  BatchOptions options{.folder = o.path,
                       .out = o.out.empty() ? o.path + ".graded" : o.out,
                       .grade = grade_options(o),
                       .dated = o.submitted.empty(),
                       .jobs = o.jobs,
                       .resume = o.resume};
  options.fresh_seed = !o.seeded && !options.grade.config.seed;
  if (!o.slice.empty() && (std::sscanf(o.slice.c_str(), "%d/%d", &options.slice, &options.slices) != 2 ||
                           options.slices < 1 || options.slice < 0 || options.slice >= options.slices))
    throw ValueError("grade --slice: \"" + o.slice + "\" is not like 0/8: a number from 0, of how many");
  std::optional<Progress> bar;
  const BatchResult batch = grade_batch(options, [&](int done, int all) {
    if (!bar) bar.emplace("grading", all, "submissions");
    bar->update(done);
  });
  if (bar) bar->clear();
  write_class_csv(options.out);
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
  command.option("--lab", o->lab, "A lab's number or name, several with commas between, or all (all)");
  command.flag("--batch", o->batch, "Every folder and zip in it");
  command.option("--jobs", o->jobs, "How many at once (2)").whole(1, 64);
  command.option("--out", o->out, "Where a batch's results go (SUBMISSION.graded)");
  command.flag("--resume", o->resume, "Go on with a batch that was ended");
  command.option("--slice", o->slice, "I/N: only every Nth submission, from I on, for several machines");
  command.option("--class", o->course, "class.toml: points, due dates, hidden cases");
  command.option("--submitted", o->submitted, "When, like 2026-10-01T23:59:00Z (when it was changed)");
  command.option("--sandbox", o->sandbox, "require: refuse where a layer is missing; auto: name it (auto)")
      .one_of({"auto", "require"});
  command.flag("--alone", o->alone, "Not also with the student's own files for the other labs");
  for (const std::string& kind : kinds)
    command.option("--" + kind, o->reports[kind], "Write this report there");
  add_general(command);
  command.does([=] {
    if (is_starter(labs))
      throw Error(
          "grade: this is a starter tree, which knows answers to practise with only. Try: ./tt lab check");
    Options now = *o;
    now.seeded = command.said("--seed");
    std::erase_if(now.reports, [](const auto& r) { return r.second.empty(); });
    now.batch ? run_batch(now) : run_one(now);
  });
}

}  // namespace tt::cli
