#include "autograder/batch.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

#include "autograder/sources.h"
#include "tests/temporary.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using namespace tt::autograder;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

static void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

TEST_CASE("a batch that is killed again and again loses nothing and grades nothing twice") {
  if (!fs::exists(TT_BINARY_DIR "/labs/01_affine/lab_01_affine_reference")) {
    WARN("skipped: the labs are not built in this configuration");
    return;
  }
  const TemporaryFolder folder;
  const fs::path root = folder.path();
  const Lab lab = find_lab(TT_SOURCE_DIR "/labs", "1");
  const std::string right = module_files(lab, TT_SOURCE_DIR).at("params.cpp");
  for (int i = 0; i < 6; ++i)
    write(root / "class" / ("s" + std::to_string(i)) / "params.cpp",
          right + "// " + std::to_string(i) + "\n");
  write(root / "class/broken/params.cpp", "int x = ;");
  write(root / "class/main/params.cpp", right + "int main() { return 0; }\n");
  write(root / "class/nothing/readme", "");
  write(root / "class/bad.zip", "no zip");
  BatchOptions options{.folder = (root / "class").string(), .out = (root / "out").string()};
  options.grade.build_dir = TT_BINARY_DIR;
  options.grade.labs = {lab};
  options.resume = true;

  // Every other run is killed after its next result, the rest at any moment; how often a result was written
  // shows in when it was.
  Rng rng(9);
  std::map<std::string, fs::file_time_type> written;
  int kills = 0, repeated = 0;
  for (; kills < 40 && written.size() < 10; ++kills) {
    const pid_t pid = fork();
    if (pid == 0) {
      grade_batch(options, [&](int, int) {
        if (kills % 2 == 0) raise(SIGKILL);
      });
      _exit(0);
    }
    if (kills % 2 == 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds(rng.below(1500)));
      kill(pid, SIGKILL);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    for (const auto& entry : fs::directory_iterator(root / "out/results")) {
      if (entry.path().extension() != ".json") continue;
      const auto [known, fresh] = written.emplace(entry.path().filename().string(), entry.last_write_time());
      repeated += !fresh && known->second != entry.last_write_time();
    }
  }
  CHECK(repeated == 0);
  CHECK(written.size() == 10);
  const BatchResult batch = grade_batch(options, [](int, int) {});
  CHECK(batch.graded == 0);
  CHECK(batch.grades.size() == 10);
  std::set<std::uint64_t> seeds;
  for (const Grade& grade : batch.grades) {
    INFO(grade.submission);
    CHECK(grade.points() == (grade.submission[0] == 's' ? 10 : 0));
    CHECK(grade.error.empty());
    if (grade.submission == "main")
      CHECK(grade.labs[0].compile_errors == "params.cpp defines what is defined elsewhere: main\n");
    CHECK((grade.submission != "bad.zip" || !grade.refused.empty()));
    seeds.insert(grade.seed);
  }
  CHECK(seeds.size() == 1);
  write(root / "class/ana.tar.gz", "");
  CHECK(grade_batch(options, [](int, int) {}).others == std::vector<std::string>{"ana.tar.gz"});
  options.times = {{"s1", 1}, {"nobody", 2}};
  CHECK_THROWS_WITH(grade_batch(options, [](int, int) {}), Contains("other --times"));
  options.times.clear();
  options.grade.config.text = "title = \"another\"";
  CHECK_THROWS_WITH(grade_batch(options, [](int, int) {}), Contains("begun without --class"));
  options.resume = false;
  CHECK_THROWS_WITH(grade_batch(options, [](int, int) {}), Contains("--resume"));
  options.out = (root / "class/out").string();
  CHECK_THROWS_WITH(grade_batch(options, [](int, int) {}), Contains("would be graded too"));
  options.folder = (root / "out").string() + "/kept/01_affine";
  CHECK_THROWS_WITH(grade_batch(options, [](int, int) {}), Contains("no folder or zip"));
}

TEST_CASE("who has no time, and which time is nobody's, is told") {
  const TemporaryFolder folder;
  const fs::path root = folder.path();
  for (const char* name : {"class/ana.zip", "class/bob.zip"}) write(root / name, "no zip");
  const BatchOptions options{.folder = (root / "class").string(),
                             .out = (root / "out").string(),
                             .grade = {.build_dir = TT_BINARY_DIR, .labs = {}},
                             .times = {{"bob", 1}, {"Ana", 2}}};
  const BatchResult batch = grade_batch(options, [](int, int) {});
  CHECK(batch.unmatched == std::vector<std::string>{"Ana"});
  CHECK(batch.untimed == std::vector<std::string>{"ana.zip"});
}

TEST_CASE("where labs are not built nobody is graded") {
  const TemporaryFolder folder;
  const fs::path root = folder.path();
  write(root / "class/ana.zip", "no zip");
  const BatchOptions options{
      .folder = (root / "class").string(),
      .out = (root / "out").string(),
      .grade = {.build_dir = root.string(), .labs = {find_lab(TT_SOURCE_DIR "/labs", "1")}}};
  CHECK_THROWS_WITH(grade_batch(options, [](int, int) {}), Contains("01_affine is not built"));
  CHECK_FALSE(fs::exists(root / "out/results/ana.zip.json"));
}
