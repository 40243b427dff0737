#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "autograder/build.h"
#include "autograder/new_lab.h"
#include "autograder/show.h"
#include "autograder/sources.h"
#include "autograder/verify.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/table.h"

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

void add_instructor(CLI::App& app) {
  CLI::App* instructor =
      app.add_subcommand("instructor", "For those who make labs: new, punch, pictures, verify");
  instructor->require_subcommand(1);
  add_new(*instructor);
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
