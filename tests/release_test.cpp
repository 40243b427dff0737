// What students begin with: no solution in it, and verdicts as good as with one.
#include "autograder/release.h"
#include "autograder/files.h"

#include <catch2/catch.hpp>

#include "autograder/build.h"
#include "autograder/hidden.h"
#include "autograder/judge.h"
#include "autograder/punch.h"
#include "autograder/recorded.h"
#include "autograder/sources.h"
#include "tests/temporary.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::autograder;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

using Files = std::map<std::string, std::string>;

StarterOptions starter(std::set<int> labs, std::set<int> revealed = {}) {
  return {TT_SOURCE_DIR, load_labs(TT_SOURCE_DIR "/labs"), std::move(labs), std::move(revealed), {}};
}

bool says(const Files& tree, const std::string& what) {
  bool found = false;
  for (const auto& [path, text] : tree) {
    if (text.find(what) == std::string::npos) continue;
    UNSCOPED_INFO(path << " says " << what);
    found = true;
  }
  return found;
}

bool labs_are_built() {
  if (fs::exists(TT_BINARY_DIR "/labs/01_affine/lab_01_affine_reference")) return true;
  WARN("skipped: this build has no labs");
  return false;
}

Files stubs_of(const Lab& lab) {
  Files files = module_files(lab, TT_SOURCE_DIR);
  for (auto& [name, text] : files) text = with_lab(punch(text, name), lab.number);
  return files;
}

// The build of a starter tree, so far as it differs: what it calls the reference has stubs.
void build_with_stubs(const Lab& lab, const std::string& build_dir) {
  std::string text = read_file(TT_BINARY_DIR "/labs/" + lab.name + ".build");
  const LabBuild build = load_build(TT_BINARY_DIR, lab);
  const Built stubs = build_probe(build, lab, stubs_of(lab), {build_dir + "/stubs/" + lab.name});
  REQUIRE(stubs.errors == "");
  text.replace(text.find(build.reference), build.reference.size(), stubs.program);
  fs::create_directories(build_dir + "/labs");
  std::ofstream(build_dir + "/labs/" + lab.name + ".build") << text;
}

}  // namespace

TEST_CASE("a starter tree has no line of a solution, no mistake and no test of one") {
  const StarterOptions options = starter({1, 2}, {2});
  Files tree = starter_tree(options);
  CHECK(leaks(tree, options).empty());
  for (const Lab& lab : options.all) {
    for (const auto& [name, text] : stubs_of(lab)) {
      CAPTURE(lab.name, name);
      const std::string& module = tree.at("modules/" + lab.module + "/" + name);
      CHECK((module == starter_files(lab, TT_SOURCE_DIR).at(name)) == (lab.number != 2));
      CHECK(is_written(module) == (lab.number == 2 || fs::exists(lab.folder + "/standin/" + name)));
      CHECK(tree.contains("labs/" + lab.name + "/" + name) == (lab.number <= 2));
      if (lab.number > 2) continue;
      for (const char* folder : {"/", "/stubs/"}) CHECK(tree.at("labs/" + lab.name + folder + name) == text);
    }
    CHECK_FALSE(tree.contains("labs/" + lab.name + "/mutants.toml"));
    for (const Edit& mutant : lab.mutants) CHECK_FALSE(says(tree, mutant.sentence));
  }
  for (const auto& [path, text] : tree) {
    CAPTURE(path);
    CHECK_FALSE((path.starts_with("tests/hostile/") || path.ends_with("class.toml")));
    CHECK_FALSE((path.starts_with("modules/") && path.find("/tests/") != std::string::npos));
  }
  for (const char* path : {"tt", ".gitignore", "README.md", "CMakeLists.txt", "tests/ops_test.cpp"})
    CHECK(tree.contains(path));
  tree["docs/hint.md"] = "   const int steps = (1 << type.bits) - 1;\n";
  CHECK(leaks(tree, options).size() == 1);
}

TEST_CASE("hidden cases are not in a starter tree, nor what they alone use") {
  StarterOptions options = starter({1, 3});
  options.config.labs["01_affine"].hidden = {"there and back"};
  options.config.labs["03_granularity"].hidden = {"rows of different sizes, per channel"};
  const Files tree = starter_tree(options);
  for (const char* gone :
       {"there and back\"", "roundtrip_error", "run_roundtrip", "rows of different sizes, per c"})
    CHECK_FALSE(says(tree, gone));
  CHECK_THAT(tree.at("labs/01_affine/probe.cpp"), Contains("run_dequantize") && Contains("what is no range"));
  CHECK_THAT(tree.at("labs/03_granularity/probe.cpp"), Contains("rows of different sizes, per group"));
  options.config.labs["01_affine"].hidden = {"no such case"};
  CHECK_THROWS_WITH(starter_tree(options), Contains("the case \"no such case\" has no line of its own"));
}

TEST_CASE("which labs, in words") {
  const std::vector<Lab> all = load_labs(TT_SOURCE_DIR "/labs");
  CHECK(lab_numbers("1-3,5", all) == std::set<int>{1, 2, 3, 5});
  CHECK(lab_numbers("", all).empty());
  CHECK(lab_numbers("all", all).size() == all.size());
  CHECK_THROWS_WITH(lab_numbers("0-2", all), Contains("there is no lab 0. There are: 1, 2"));
  CHECK_THROWS_WITH(lab_numbers("1,two", all), Contains("\"two\" is not a lab's number"));
  CHECK_THROWS_WITH(lab_numbers("3-1", all), Contains("ends before it begins"));
}

TEST_CASE("a release is written to an empty place only, and whole or not at all") {
  const TemporaryFolder folder;
  ReleaseOptions options{.starter = starter({1}), .build_dir = folder / "no build", .out = folder.path()};
  std::ofstream(folder / "there") << "x";
  CHECK_THROWS_WITH(release(options, [](const auto&) {}), Contains("not an empty folder"));
  options.out = folder / "nowhere/starter";
  CHECK_THROWS_WITH(release(options, [](const auto&) {}), Contains("no such folder"));
  options.out = folder / "starter";
  CHECK_THROWS_AS(release(options, [](const auto&) {}), Error);
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("in a starter tree verdicts are those of the reference", "[slow]") {
  if (!labs_are_built()) return;
  const TemporaryFolder folder;
  const std::string out = folder / "starter", build = folder / "build";
  ReleaseOptions options{.starter = starter({1, 2}), .build_dir = TT_BINARY_DIR, .out = out, .seeds = {0, 1}};
  const Released released = release(options, [](const auto&) {});
  CHECK(released.remarks.empty());
  CHECK(is_starter(out + "/labs"));
  const Lab whole = find_lab(TT_SOURCE_DIR "/labs", "1");
  const std::vector<Lab> labs = load_labs(out + "/labs");
  REQUIRE(labs.size() == 2);
  for (const Lab& lab : labs) build_with_stubs(lab, build);
  const auto judged = [&](const Lab& lab, const Files& files, std::uint64_t seed = 0) {
    return check(lab, files, {.build_dir = build, .work = folder / "work", .seed = seed, .trusted = true});
  };
  for (const Lab& lab : labs) {
    for (const CaseResult& c : judged(lab, stubs_of(lab)).cases) CHECK(c.state == State::not_written);
    for (std::uint64_t seed : options.seeds)
      CHECK(judged(lab, module_files(lab, TT_SOURCE_DIR), seed).points(lab) == lab.points());
  }
  CHECK_THROWS_WITH(judged(labs[0], stubs_of(labs[0]), 2), Contains("for seed 2, only for 0, 1"));

  const Edit& mutant = whole.mutants[2];
  std::string lines;
  for (const CaseResult& c : judged(labs[0], edited_files(whole, mutant, TT_SOURCE_DIR)).cases)
    for (const std::string& line : c.lines) lines += line + "\n";
  CHECK_THAT(lines, Contains("This is what comes out when " + mutant.sentence));

  Files second = module_files(labs[1], TT_SOURCE_DIR);
  second.merge(stubs_of(labs[0]));
  std::set<std::string> needed;
  for (const CaseResult& c : judged(labs[1], second).cases)
    if (c.state == State::not_written) needed.insert(c.lines.at(0));
  REQUIRE(needed.size() == 1);
  CHECK_THAT(*needed.begin(), Contains("lab 1, part"));
}
