// tt bench grade: how fast a class is graded, how near that is to compiling it, and what memory it takes.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "autograder/batch.h"
#include "autograder/build.h"
#include "autograder/sandbox.h"
#include "autograder/side_by_side.h"
#include "autograder/sources.h"
#include "cli/bench.h"
#include "cli/general.h"
#include "cli/lab_files.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

namespace {

const std::string build_dir = TT_BINARY_DIR, folder = build_dir + "/labs/bench/grade";

using Files = std::map<std::string, std::string>;

// Of every two, one is right and one makes a usual mistake; no two have the same text.
std::vector<Files> class_of(const Lab& lab, int count) {
  std::vector<Files> all;
  for (int i = 0; i < count; ++i) {
    const std::size_t mistake = static_cast<std::size_t>(i / 2) % lab.mutants.size();
    all.push_back(i % 2 == 0 ? module_files(lab, TT_SOURCE_DIR)
                             : edited_files(lab, lab.mutants[mistake], TT_SOURCE_DIR));
    all.back().begin()->second += fmt::format("// {} {}\n", i, seconds_now());
  }
  return all;
}

void write_files(const fs::path& where, const Files& files) {
  for (const auto& [name, text] : files) {
    fs::create_directories((where / name).parent_path());
    std::ofstream(where / name, std::ios::binary) << text;
  }
}

// Megabytes that this process holds.
double resident_mb() {
  std::ifstream in("/proc/self/statm");
  double size = 0, resident = 0;
  in >> size >> resident;
  return resident * 4096 / 1e6;
}

double submissions_a_minute(int count, double start) { return 60 * count / (seconds_now() - start); }

// The floor: nothing but compiling and linking, sandboxed as always.
double compiling(const Lab& lab, const std::vector<Files>& all, unsigned jobs) {
  const LabBuild build = load_build(build_dir, lab);
  const double start = seconds_now();
  side_by_side(
      all.size(),
      [&](std::size_t i) { build_probe(build, lab, all[i], {fmt::format("{}/floor/{}", folder, i)}); }, jobs);
  const double rate = submissions_a_minute(static_cast<int>(all.size()), start);
  fs::remove_all(folder + "/floor");
  return rate;
}

Json grading(const Lab& lab, const std::vector<Files>& all, unsigned jobs) {
  fs::remove_all(folder + "/class"), fs::remove_all(folder + "/graded");
  for (std::size_t i = 0; i < all.size(); ++i)
    write_files(fmt::format("{}/class/{:04}/{}", folder, i, lab.name), all[i]);
  double early = 0;
  const double start = seconds_now();
  const BatchResult batch = grade_batch({.folder = folder + "/class",
                                         .out = folder + "/graded",
                                         .grade = {.build_dir = build_dir, .labs = {lab}},
                                         .jobs = static_cast<int>(jobs)},
                                        [&](int done, int of) {
                                          if (done == (of + 3) / 4) early = resident_mb();
                                        });
  const double rate = submissions_a_minute(batch.graded, start);
  for (std::size_t i = 0; i < batch.grades.size(); ++i)
    if ((batch.grades[i].points() == lab.points()) != (i % 2 == 0))
      throw Error(fmt::format("bench grade: submission {} has {} points", i, batch.grades[i].points()));
  return {{"jobs", jobs},
          {"submissions_a_minute", rate},
          {"compiling_alone", compiling(lab, all, jobs)},
          {"resident_mb_after_a_quarter", early},
          {"resident_mb_at_the_end", resident_mb()}};
}

// One submission with every lab, right in all, with nothing cached.
double all_labs() {
  const std::vector<Lab> all = load_labs(labs);
  for (const Lab& lab : all) write_files(folder + "/all/" + lab.name, class_of(lab, 1)[0]);
  const double start = seconds_now();
  const Grade result = grade(read_submission(folder + "/all", all),
                             {.build_dir = build_dir,
                              .work = folder + "/work",
                              .kept = folder + "/kept",
                              .seed = fresh_seed(),
                              .labs = all},
                             [](const Grade&) {});
  const double seconds = seconds_now() - start;
  if (result.points() < result.of()) throw Error("bench grade: the module's own files do not get all points");
  return seconds;
}

void run(const std::string& which, int count) {
  const Lab lab = find_lab(labs, which);
  fs::remove_all(folder);
  // Mistakes are compiled once for all later classes: not part of the rate.
  grading(lab, class_of(lab, 2 * static_cast<int>(lab.mutants.size())), 2);
  Json rows = Json::array();
  for (unsigned jobs : {1u, 2u}) rows.push_back(grading(lab, class_of(lab, count), jobs));
  const double every = all_labs();
  fs::remove_all(folder);
  if (general().json) return print_json({{"lab", lab.name}, {"rows", rows}, {"all_labs_seconds", every}});
  Table table(
      {"jobs", "submissions a minute", "compiling alone", "of that", "MB after a quarter", "MB at the end"});
  for (const Json& r : rows) {
    const double rate = r["submissions_a_minute"], floor = r["compiling_alone"];
    table.add({r["jobs"].dump(), fmt::format("{:.0f}", rate), fmt::format("{:.0f}", floor),
               fmt::format("{:.0f} %", 100 * rate / floor),
               fmt::format("{:.1f}", r["resident_mb_after_a_quarter"].get<double>()),
               fmt::format("{:.1f}", r["resident_mb_at_the_end"].get<double>())});
  }
  fmt::print("{}\n{} submissions of {}, half of them with a usual mistake{}\n", table.text(), count, lab.name,
             layers().namespaces ? ", everything sandboxed" : "; no namespaces here: nothing was sandboxed");
  fmt::print("One submission with all labs, nothing cached: {}\n", duration(every));
}

}  // namespace

void add_bench_grade(Command bench) {
  Command command = bench.add("grade", "Submissions per minute, beside merely compiling them");
  auto lab = std::make_shared<std::string>("1");
  auto count = std::make_shared<int>(40);
  command.option("--lab", *lab, "A lab's number or name (1)");
  command.option("--count", *count, "How many submissions (40)").whole(4, 10000);
  add_general(command);
  command.does([=] { run(*lab, *count); });
}

}  // namespace tt::cli
