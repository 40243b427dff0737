#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "autograder/batch.h"
#include "autograder/batch_results.h"
#include "autograder/files.h"
#include "autograder/grade_json.h"
#include "autograder/reports.h"
#include "autograder/text.h"
#include "autograder/times.h"
#include "cli/general.h"
#include "cli/grade.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

namespace {

// A name as its folder has it, on one line.
std::string name_text(const std::string& name) {
  std::string text = harmless(name);
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::vector<std::string> name_texts(std::vector<std::string> names) {
  for (std::string& name : names) name = name_text(name);
  return names;
}

// Prints these names after `what`, if there are any.
void print_names(const std::string& what, const std::vector<std::string>& names) {
  if (!names.empty()) fmt::print("{}: {}\n", what, fmt::join(name_texts(names), ", "));
}

void print_class(const GradeArguments& a, const std::string& out, const BatchResult& batch) {
  std::vector<std::string> heading = {"submission", "points"};
  if (!batch.grades.empty())
    for (const GradedLab& lab : batch.grades[0].labs) heading.push_back(lab.lab);
  heading.emplace_back("remark");
  Table table(heading);
  for (const Grade& grade : batch.grades) {
    std::vector<std::string> row = {name_text(grade.submission), fmt::format("{:.6g}", grade.points())};
    for (const GradedLab& lab : grade.labs)
      row.push_back(lab.submitted ? fmt::format("{:.6g}", lab.points) : "-");
    row.resize(heading.size() - 1);
    row.push_back(remark(grade).substr(0, 60));
    table.add(std::move(row));
  }
  fmt::print("{}\n{} graded in {}, {} already graded, {} of {} have a result: {}/results, {}/class.csv\n",
             table.text(), batch.graded, duration(batch.seconds), batch.taken, batch.grades.size(),
             batch.submissions, out, out);
  print_names("no submission for these names in " + a.times, batch.unmatched);
  print_names("without a time in " + a.times + ", so not late", batch.untimed);
  print_names("not graded, neither a folder nor a zip", batch.others);
}

// With --batch a report's option names a folder, for one report per submission.
void write_reports(const GradeArguments& a, const BatchResult& batch) {
  for (const ReportKind& kind : report_kinds) {
    if (!a.reports.contains(kind.name)) continue;
    const fs::path folder = a.reports.at(kind.name);
    fs::create_directories(folder);
    for (const Grade& grade : batch.grades)
      write_atomically((folder / (result_name(grade.submission) + "." + kind.extension)).string(),
                       report(kind, grade, a));
  }
}

}  // namespace

void run_batch(const GradeArguments& a) {
  BatchOptions options{
      .folder = a.path,
      .out = a.out.empty() ? (fs::path(a.path) / "").parent_path().string() + ".graded" : a.out,
      .grade = grade_options(a),
      .times = a.times.empty() ? std::map<std::string, std::int64_t>() : read_times(a.times),
      .jobs = a.jobs,
      .resume = a.resume};
  options.fresh_seed = !a.seeded && !options.grade.config.seed;
  if (!a.slice.empty() && (std::sscanf(a.slice.c_str(), "%d/%d", &options.slice, &options.slices) != 2 ||
                           options.slices < 1 || options.slice < 0 || options.slice >= options.slices))
    throw ValueError("grade --slice: \"" + a.slice + "\" is not like 0/8: which slice, from 0, of how many");
  for (const auto& [kind, folder] : a.reports) must_lie_beside(folder, a.path);
  std::optional<Progress> bar;
  const BatchResult batch = grade_batch(options, [&](int done, int all) {
    if (!bar) bar.emplace("grading", all, "submissions");
    bar->update(done);
  });
  if (bar) bar->clear();
  write_class_csv(options.out);
  write_reports(a, batch);
  if (!general().json) return print_class(a, options.out, batch);
  Json grades = Json::array();
  for (const Grade& grade : batch.grades) grades.push_back(autograder::to_json(grade));
  print_json({{"submissions", batch.submissions},
              {"graded", batch.graded},
              {"taken", batch.taken},
              {"seconds", batch.seconds},
              {"untimed", name_texts(batch.untimed)},
              {"unmatched", name_texts(batch.unmatched)},
              {"others", name_texts(batch.others)},
              {"grades", grades}});
}

}  // namespace tt::cli
