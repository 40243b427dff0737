#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "autograder/hostile.h"
#include "autograder/sandbox.h"
#include "autograder/text.h"
#include "autograder/verify.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/lab_files.h"
#include "cli/table.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

namespace {

struct Options {
  std::string lab;
  int seeds = 20;
  bool quick = false;
  std::string hostile = TT_SOURCE_DIR "/tests/hostile";
};

// What is wrong with the course, one line each.
using Problems = std::vector<std::string>;

// Every lab that can be read.
std::vector<Lab> readable_labs(const Options& o, Problems& problems) {
  if (!o.lab.empty()) return {find_lab(labs, o.lab)};
  std::vector<Lab> all;
  for (const std::string& folder : lab_folders(labs)) try {
      all.push_back(load_lab(folder));
    } catch (const Error& broken) {
      problems.emplace_back(broken.what());
    }
  return all;
}

Json verify_labs(const Options& o, Problems& problems) {
  Table table({"lab", "parts", "points", "cases", "reference", "stub", "constants", "files current",
               "mutants caught", "alternatives accepted"});
  Json rows = Json::array();
  for (const Lab& lab : readable_labs(o, problems)) {
    const Verified v = verify(lab, {.build_dir = TT_BINARY_DIR,
                                    .source_dir = TT_SOURCE_DIR,
                                    .seeds = o.seeds,
                                    .most_mutants = o.quick ? 2 : 10000u});
    const auto yes = [](bool good) { return good ? "yes" : "NO"; };
    table.add({lab.name, std::to_string(lab.parts.size()), fmt::format("{:g}", lab.points()),
               std::to_string(v.cases), yes(v.reference_full), yes(v.stub_none), yes(v.constants_none),
               yes(v.files_current), fmt::format("{} of {}", v.mutants_caught, v.mutants),
               fmt::format("{} of {}", v.alternatives_accepted, lab.alternatives.size())});
    rows.push_back({{"lab", lab.name},
                    {"cases", v.cases},
                    {"reference", v.reference_full},
                    {"stub", v.stub_none},
                    {"constants", v.constants_none},
                    {"files_current", v.files_current},
                    {"mutants", v.mutants},
                    {"caught", v.mutants_caught},
                    {"alternatives", lab.alternatives.size()},
                    {"accepted", v.alternatives_accepted},
                    {"problems", v.problems}});
    problems.insert(problems.end(), v.problems.begin(), v.problems.end());
  }
  if (!general().json) fmt::print("{}", table.text());
  return rows;
}

// Grades submissions that attack, where processes can be sandboxed.
Json verify_hostile(const Options& o, Problems& problems) {
  const bool there = fs::is_directory(o.hostile);
  if (!there || !layers().namespaces) {
    const std::string why = there ? "processes are not sandboxed here" : o.hostile + " is not a folder";
    if (!general().json) fmt::print("hostile submissions: not run, {}\n", why);
    return {{"not_run", why}};
  }
  const fs::path out = fs::temp_directory_path() / fmt::format("tinytensor-hostile-{}", getpid());
  const HostileRun run = run_hostile({.corpus = o.hostile,
                                      .labs = labs,
                                      .source_dir = TT_SOURCE_DIR,
                                      .build_dir = TT_BINARY_DIR,
                                      .out = out.string()});
  fs::remove_all(out);
  Json rows = Json::array();
  for (const HostileResult& r : run.results)
    rows.push_back({{"name", r.name},
                    {"tries", r.tries},
                    {"verdict", r.verdict},
                    {"points", r.points},
                    {"deserves", r.deserved}});
  if (!general().json)
    fmt::print("hostile submissions: {}, {}; {:.0f} s\n", run.results.size(),
               run.wrong.empty() ? "none gains, harms or leaves anything" : "NOT all contained", run.seconds);
  problems.insert(problems.end(), run.wrong.begin(), run.wrong.end());
  return {{"submissions", rows}, {"problems", run.wrong}, {"seconds", run.seconds}};
}

void run(const Options& o) {
  Problems problems;
  Json all{{"labs", verify_labs(o, problems)}};
  if (o.lab.empty() && !o.quick) all["hostile"] = verify_hostile(o, problems);
  all["problems"] = problems;
  if (general().json) print_json(all);
  for (const std::string& problem : problems) fmt::print(stderr, "{}\n", harmless(problem));
  if (!problems.empty()) throw ExitStatus{1};
}

}  // namespace

void add_instructor_verify(Command instructor) {
  Command command = instructor.add(
      "verify",
      "Prove the labs: reference, stub, constants, mistakes, other ways to be right, stubs and "
      "pictures current; and that hostile submissions gain nothing");
  auto o = std::make_shared<Options>();
  command.option("LAB", o->lab, "Only this lab, without hostile submissions (all)");
  command.flag("--quick", o->quick, "Only two mistakes of each lab, and no hostile submissions");
  command.option("--seeds", o->seeds, "How many seeds to try (20)").whole(1, 1000);
  command.option("--hostile", o->hostile, "Another folder of hostile submissions (tests/hostile)");
  add_general(command);
  command.does([=] {
    Options now = *o;
    now.quick |= std::getenv("TT_QUICK") != nullptr;
    run(now);
  });
}

}  // namespace tt::cli
