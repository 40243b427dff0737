#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "autograder/archive.h"
#include "autograder/batch.h"
#include "autograder/bundle.h"
#include "autograder/class_report.h"
#include "autograder/new_lab.h"
#include "autograder/recorded.h"
#include "autograder/show.h"
#include "autograder/sources.h"
#include "autograder/verify.h"
#include "cli/check.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/table.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

using namespace autograder;

namespace {

const std::string labs = TT_SOURCE_DIR "/labs";

void run_punch() {
  for (const Lab& lab : load_labs(labs))
    for (const std::string& name : lab.files) {
      const std::filesystem::path path = std::filesystem::path(lab.folder) / name;
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << stub_of(lab, name, TT_SOURCE_DIR);
      fmt::print("{}/{}\n", lab.name, name);
    }
}

// The handouts' pictures, from the reference alone.
void run_pictures(bool check) {
  bool stale = false;
  for (const Lab& lab : load_labs(labs)) {
    const std::vector<Drawing> drawings = reference_pictures(lab, TT_BINARY_DIR);
    const std::string file = lab.folder + "/picture.svg";
    std::ifstream in(file, std::ios::binary);
    const std::string there{std::istreambuf_iterator<char>(in), {}};
    if (drawings.empty() ? there.empty() : same_drawing(svg(drawings), there)) continue;
    stale = true;
    fmt::print("{}/picture.svg\n", lab.name);
    if (!check) std::ofstream(file, std::ios::binary) << svg(drawings);
  }
  if (check && stale) {
    fmt::print("are not what the labs draw: tt instructor pictures\n");
    throw CLI::RuntimeError(1);
  }
}

void run_verify(const std::string& which, int seeds, bool quick) {
  Table table({"lab", "parts", "points", "cases", "reference", "stub", "constants", "mutants caught",
               "alternatives accepted"});
  Json rows = Json::array();
  std::vector<std::string> problems;
  for (const Lab& lab : load_labs(labs)) {
    if (!which.empty() && find_lab(labs, which).name != lab.name) continue;
    const Verified v = verify(lab, {.build_dir = TT_BINARY_DIR,
                                    .source_dir = TT_SOURCE_DIR,
                                    .seeds = seeds,
                                    .most_mutants = quick ? 2 : 10000u});
    const auto yes = [](bool good) { return good ? "yes" : "NO"; };
    table.add({lab.name, std::to_string(lab.parts.size()), fmt::format("{:g}", lab.points()),
               std::to_string(v.cases), yes(v.reference_full), yes(v.stub_none), yes(v.constants_none),
               fmt::format("{} of {}", v.mutants_caught, v.mutants),
               fmt::format("{} of {}", v.alternatives_accepted, lab.alternatives.size())});
    rows.push_back({{"lab", lab.name},
                    {"cases", v.cases},
                    {"reference", v.reference_full},
                    {"stub", v.stub_none},
                    {"constants", v.constants_none},
                    {"mutants", v.mutants},
                    {"caught", v.mutants_caught},
                    {"alternatives", lab.alternatives.size()},
                    {"accepted", v.alternatives_accepted},
                    {"problems", v.problems}});
    problems.insert(problems.end(), v.problems.begin(), v.problems.end());
  }
  if (general().json)
    print_json({{"labs", rows}});
  else
    fmt::print("{}", table.text());
  for (const std::string& problem : problems) fmt::print(stderr, "{}\n", problem);
  if (!problems.empty()) throw CLI::RuntimeError(1);
}

}  // namespace

static void add_new(CLI::App& instructor) {
  CLI::App* command = instructor.add_subcommand("new", "A module or a lab that builds and verifies as it is");
  command->require_subcommand(1);
  const auto print = [](const std::vector<std::string>& files) {
    for (const std::string& file : files) fmt::print("{}\n", file);
    fmt::print("\nFill in what reads FILL IN; then: tt instructor punch, tt instructor verify\n");
  };
  auto name = std::make_shared<std::string>();
  auto module = std::make_shared<std::string>();
  CLI::App* new_module_command = command->add_subcommand("module", "modules/NAME");
  new_module_command->add_option("NAME", *name, "Lower case, like pruning")->required();
  new_module_command->callback([=] { print(new_module(TT_SOURCE_DIR, *name)); });
  CLI::App* new_lab_command = command->add_subcommand("lab", "labs/NN_NAME, on a file NAME.cpp of a module");
  new_lab_command->add_option("NAME", *name, "Lower case, like magnitude")->required();
  new_lab_command->add_option("--module", *module, "Whose file the student writes (quantization)");
  new_lab_command->callback(
      [=] { print(new_lab(TT_SOURCE_DIR, *name, module->empty() ? "quantization" : *module)); });
}

static void add_bundle(CLI::App& instructor) {
  struct Options {
    std::string kind, out, lab = "all", course, repository;
  };
  auto o = std::make_shared<Options>();
  CLI::App* command = instructor.add_subcommand("bundle", "What a platform needs to grade with this");
  command->add_option("KIND", o->kind, "gradescope: a zip; github: a workflow")
      ->required()
      ->check(one_of({"gradescope", "github"}));
  command->add_option("--out", o->out, "Where")->required();
  command->add_option("--lab", o->lab, "Which labs it grades (all)");
  command->add_option("--class", o->course, "gradescope: the class.toml to grade with");
  command->add_option("--repository", o->repository, "github: OWNER/NAME of the course");
  command->callback([=] {
    check_output(o->out);
    if (o->lab != "all") find_lab(labs, o->lab);
    if (o->kind == "gradescope") {
      if (!o->course.empty()) load_class(o->course, load_labs(labs));
      return write_zip(o->out, gradescope_bundle(TT_SOURCE_DIR, o->lab, o->course));
    }
    if (o->repository.empty()) throw ValueError("bundle github: --repository OWNER/NAME is missing");
    write_atomically(o->out, github_workflow(TT_SOURCE_DIR, o->lab, o->repository));
  });
}

static void add_report(CLI::App& instructor) {
  CLI::App* command = instructor.add_subcommand("report", "What a graded class found hard, as HTML");
  auto batch = std::make_shared<std::string>();
  auto out = std::make_shared<std::string>();
  command->add_option("BATCH", *batch, "The folder that tt grade --batch wrote")->required();
  command->add_option("--out", *out, "Where (BATCH/report.html)");
  command->callback([=] {
    const std::string to = out->empty() ? *batch + "/report.html" : *out;
    check_output(to);
    write_atomically(to, class_report(*batch, read_results(*batch)));
    fmt::print("{}\n", to);
  });
}

void add_instructor(CLI::App& app) {
  CLI::App* instructor =
      app.add_subcommand("instructor", "For those who make labs: new, punch, pictures, verify, release");
  instructor->require_subcommand(1);
  instructor->parse_complete_callback([] {
    if (is_starter(labs)) throw Error("instructor: this is a starter tree; solutions are where it was made");
  });
  add_new(*instructor);
  add_bundle(*instructor);
  add_report(*instructor);
  add_release(*instructor);
  CLI::App* punch = instructor->add_subcommand("punch", "Write every lab's stubs from the module's files");
  punch->callback([] { run_punch(); });
  CLI::App* pictures =
      instructor->add_subcommand("pictures", "Draw the handouts' pictures that are not current");
  auto only_check = std::make_shared<bool>(false);
  pictures->add_flag("--check", *only_check, "Only say which; exit status 1 when there are any");
  pictures->callback([=] { run_pictures(*only_check); });
  CLI::App* verify =
      instructor->add_subcommand("verify", "Prove the checks: reference, stub, constants, every mistake");
  auto which = std::make_shared<std::string>();
  auto seeds = std::make_shared<int>(20);
  verify->add_option("LAB", *which, "Only this one (all)");
  auto quick = std::make_shared<bool>(false);
  verify->add_flag("--quick", *quick, "Only two mistakes of each lab");
  verify->add_option("--seeds", *seeds, "How many seeds each (20)")->check(CLI::Range(1, 1000));
  add_general(*verify);
  verify->callback([=] { run_verify(*which, *seeds, *quick || std::getenv("TT_QUICK")); });
}

}  // namespace tt::cli
