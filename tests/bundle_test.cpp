// What platforms are given to grade with, run here in their own layout.
#include "autograder/bundle.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include "autograder/batch.h"
#include "autograder/class_report.h"
#include "autograder/files.h"
#include "autograder/grade_json.h"
#include "autograder/sources.h"
#include "tests/schema.h"
#include "tests/temporary.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::autograder;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// Gradescope's folders, with the bundle in one of them; the program there is `program`.
void lay_out(const fs::path& root, const std::string& program) {
  for (const auto& [name, text] : gradescope_bundle(TT_SOURCE_DIR, "1", ""))
    write(root / "source" / name, text);
  write(root / "source/tt", "#!/bin/sh\nexec " + program + " \"$@\"\n");
  fs::permissions(root / "source/tt", fs::perms::owner_all);
  write(root / "submission_metadata.json",
        "{\"id\": 1, \"created_at\": \"2026-10-01T14:22:32.365935-07:00\"}");
  const Lab lab = find_lab(TT_SOURCE_DIR "/labs", "1");
  write(root / "submission/params.cpp", module_files(lab, TT_SOURCE_DIR).at("params.cpp"));
}

Json run_autograder(const fs::path& root) {
  const std::string command = "AUTOGRADER=" + root.string() + " sh " +
                              (root / "source/run_autograder").string() + " >" + (root / "log").string() +
                              " 2>&1";
  [[maybe_unused]] const int status = std::system(command.c_str());
  INFO(read_file((root / "log").string()));
  const Json results = Json::parse(read_file((root / "results/results.json").string()));
  CHECK(against_schema(results, "gradescope") == "");
  return results;
}

}  // namespace

TEST_CASE("Gradescope's own layout: a result, whatever happens") {
  const TemporaryFolder folder;
  const fs::path root = folder.path();
  lay_out(root, "false");
  CHECK(run_autograder(root)["score"] == 0);
  if (!fs::exists(TT_BINARY_DIR "/labs/01_affine/lab_01_affine_reference")) {
    WARN("skipped: this build has no labs");
    return;
  }
  lay_out(root, TT_BINARY_DIR "/cli/tt");
  const Json results = run_autograder(root);
  CHECK(results["score"] == 10);
  CHECK(results["tests"].size() == 7);
  for (const Json& test : results["tests"]) CHECK(test["status"] == "passed");
}

TEST_CASE("Gradescope's machine is made with the labs and their mistakes built, and closed to students") {
  const TemporaryFolder folder;
  const fs::path root = folder.path();
  for (const auto& [lab, checked] :
       std::map<std::string, std::string>{{"2,3", "2 3"}, {"all", "01_affine 02_error"}}) {
    lay_out(root, "echo >>" + (root / "calls").string());
    write(root / "source/lab-to-grade", lab + "\n");
    fs::remove(root / "calls");
    const std::string command = "AUTOGRADER=" + root.string() + " sh " + (root / "source/setup.sh").string();
    REQUIRE(std::system(command.c_str()) == 0);
    std::string calls = "lab list\n";
    std::istringstream words(checked);
    for (std::string word; words >> word;) calls += "instructor verify " + word + " --seeds 1\n";
    CHECK_THAT(read_file((root / "calls").string()), Catch::StartsWith(calls));
  }
  CHECK((fs::status(root / "source/modules").permissions() & fs::perms::others_all) == fs::perms::none);
}

TEST_CASE("the bundle holds what it takes to build, and no build") {
  const auto files = gradescope_bundle(TT_SOURCE_DIR, "all", "");
  for (const char* name : {"tt", "CMakeLists.txt", "setup.sh", "run_autograder", "labs/01_affine/probe.cpp"})
    CHECK(files.contains(name));
  for (const auto& [name, text] : files) CHECK_FALSE(name.starts_with("build"));
  CHECK(files.at("lab-to-grade") == "all\n");
  CHECK_THROWS_AS(gradescope_bundle("/nowhere", "1", ""), IoError);
}

// The script of a workflow's step, as GitHub runs it.
static std::string step(const std::string& workflow, const std::string& name) {
  std::istringstream lines(workflow.substr(workflow.find("- name: " + name + "\n")));
  std::string script;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (inside && !line.starts_with("          ")) break;
    if (inside) script += line.substr(10) + "\n";
    inside |= line == "        run: |";
  }
  return script;
}

TEST_CASE("GitHub's workflow collects repositories with the times of their pushes, and grades them") {
  const std::string workflow = github_workflow(TT_SOURCE_DIR, "1", "class.toml");
  const TemporaryFolder folder;
  const fs::path root = folder.path();
  const Lab lab = find_lab(TT_SOURCE_DIR "/labs", "1");
  write(root / "class.toml",
        "[late]\npercent_per_day = 10\n[[labs]]\nlab = \"01_affine\"\ndue = 2026-10-01T00:00:00Z\n");
  write(root / "students.txt", "school/ana\nschool/nobody\nschool/ben\n");
  for (const char* student : {"ana", "ben"})
    write(root / "repositories/school" / student / "params.cpp",
          module_files(lab, TT_SOURCE_DIR).at("params.cpp"));
  // gh repo clone REPOSITORY FOLDER ..., and gh api repos/REPOSITORY ...
  write(root / "bin/gh",
        "#!/bin/sh\ncase $1 in\n  repo) cp -r \"repositories/$3\" \"$4\" ;;\n  api) case $2 in *ana) echo "
        "2026-09-30T10:00:00Z ;; *) echo 2026-10-01T10:00:00Z ;; esac ;;\nesac\n");
  fs::permissions(root / "bin/gh", fs::perms::owner_all);
  const auto run = [&](const std::string& script) {
    write(root / "step.sh", "set -e\ncd '" + root.string() +
                                "'\nPATH=$PWD/bin:$PATH GITHUB_STEP_SUMMARY=summary\nexport PATH "
                                "GITHUB_STEP_SUMMARY\n" +
                                script);
    return std::system(("bash '" + (root / "step.sh").string() + "' >/dev/null 2>&1").c_str());
  };
  REQUIRE(run(step(workflow, "collect")) == 0);
  CHECK(read_file((root / "times.csv").string()) ==
        "school-ana,2026-09-30T10:00:00Z\nschool-ben,2026-10-01T10:00:00Z\n");
  if (!fs::exists(TT_BINARY_DIR "/labs/01_affine/lab_01_affine_reference")) {
    WARN("skipped: this build has no labs");
    return;
  }
  write(root / "tt", "#!/bin/sh\nexec '" TT_BINARY_DIR "/cli/tt' \"$@\"\n");
  fs::permissions(root / "tt", fs::perms::owner_all);
  REQUIRE(run(step(workflow, "grade")) == 0);
  CHECK_THAT(read_file((root / "summary").string()),
             Contains("\"school-ana\",2026-09-30T10:00:00Z,10,10,\"\",10\n") &&
                 Contains("\"school-ben\",2026-10-01T10:00:00Z,9,10,\"01_affine late, 90 % count\",9\n"));
  CHECK_THAT(read_file((root / "graded/html/school-ben.html").string()),
             Contains("due 2026-10-01T00:00:00Z"));
}

TEST_CASE("a class's report counts cases and mistakes") {
  Grade a;
  GradedLab lab{.lab = "01_affine", .title = "<Affine>", .submitted = true, .points = 4, .of = 10};
  GradedCase good, wrong;
  good.name = "good", wrong.name = "wrong";
  wrong.state = State::wrong;
  wrong.lines = {"expected 1", "This is what comes out when values are rounded down."};
  lab.cases = {good, wrong, wrong};
  a.labs = {lab};
  Grade none;
  none.labs = {GradedLab{.lab = "01_affine", .title = "<Affine>", .of = 10}};
  const std::string page = class_report("class", {a, a, none});
  CHECK_THAT(page, Contains("3 submissions.") && Contains("2 handed in, 2 compile. Median 4 of 10 points."));
  CHECK_THAT(page, Contains("good<td>2 of 2") && Contains("wrong<td>0 of 2"));
  CHECK_THAT(page, Contains("<tr><td>2<td>values are rounded down."));
  CHECK_THAT(page, !Contains("<Affine>"));
}
