// What `./tt instructor new` makes: it compiles, its stub is the module's file with the bodies out, what is to be
// filled in is found, and nothing is overwritten.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>

#include "autograder/files.h"
#include "autograder/lab.h"
#include "autograder/new_lab.h"
#include "autograder/punch.h"
#include "autograder/sources.h"
#include "autograder/starter.h"
#include "temporary.h"
#include "tinytensor/tensor/error.h"

using namespace tt::autograder;
namespace fs = std::filesystem;

namespace {

// A project without modules and labs.
struct Project {
  Project() {
    for (const char* name : {"autograder", "tinytensor"})
      fs::create_directory_symlink(fs::path(TT_SOURCE_DIR) / name, folder / name);
    for (const char* name : {"modules", "labs"}) fs::create_directory(folder / name);
  }
  bool compiles(const std::string& file) const {
    const std::string command = TT_CXX " -std=c++20 -fsyntax-only -Wall -Werror -Wno-unused-parameter -I'" +
                                folder.path() + "' '" + folder / file + "'";
    return std::system(command.c_str()) == 0;
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a new module and its lab compile, and the stub is what the marks give") {
  const Project project;
  std::vector<std::string> written = new_module(project.folder.path(), "pruning");
  for (const std::string& file : new_lab(project.folder.path(), "pruning", "pruning"))
    written.push_back(file);
  int compiled = 0;
  for (const std::string& file : written) {
    INFO(file);
    CHECK(fs::exists(project.folder / file));
    if (!file.ends_with(".cpp")) continue;
    CHECK(project.compiles(file));
    ++compiled;
  }
  CHECK(compiled == 4);  // the function, its test, the probe, the stub
  const std::vector<Lab> labs = load_labs(project.folder / "labs");
  REQUIRE(labs.size() == 1);
  CHECK(labs[0].name == "01_pruning");
  CHECK(labs[0].mutants.size() >= 1);
  CHECK(read_file(project.folder / "labs/01_pruning/pruning.cpp") ==
        stub_of(labs[0], "pruning.cpp", project.folder.path()));
  CHECK(read_file(project.folder / "modules/pruning/CMakeLists.txt") == "tt_module(pruning)\n");
  std::map<std::string, std::string> tree;
  for (const std::string& file : written) tree[file] = read_file(project.folder / file);
  CHECK(unfilled(tree) == std::vector<std::string>{"labs/01_pruning/README.md", "labs/01_pruning/lab.toml",
                                                   "modules/pruning/README.md", "modules/pruning/pruning.h"});
}

TEST_CASE("a second lab has the next number; what is there stays") {
  const Project project;
  new_module(project.folder.path(), "pruning");
  new_lab(project.folder.path(), "pruning", "pruning");
  new_lab(project.folder.path(), "magnitude", "pruning");
  CHECK(fs::exists(project.folder / "labs/02_magnitude/lab.toml"));
  CHECK(read_file(project.folder / "modules/pruning/magnitude.h").find("namespace tt::pruning {") !=
        std::string::npos);
  CHECK(fs::exists(project.folder / "modules/pruning/tests/magnitude_test.cpp"));
  CHECK_THROWS_AS(new_module(project.folder.path(), "pruning"), tt::Error);
  CHECK_THROWS_AS(new_lab(project.folder.path(), "magnitude", "pruning"), tt::Error);
  CHECK_THROWS_AS(new_lab(project.folder.path(), "other", "absent"), tt::Error);
  CHECK_THROWS_AS(new_module(project.folder.path(), "../up"), tt::Error);
}
