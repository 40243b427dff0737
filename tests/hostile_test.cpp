// Submissions that attack, graded as a class: they gain nothing, harm nobody and leave nothing.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "autograder/hostile.h"
#include "autograder/sandbox.h"
#include "tests/temporary.h"

using namespace tt::autograder;

TEST_CASE("hostile submissions gain nothing, harm nobody and leave nothing", "[slow]") {
  if (!layers().namespaces) {
    WARN("skipped: none of them is run where processes are not shut in");
    return;
  }
  if (!std::filesystem::exists(TT_BINARY_DIR "/labs/05_linear/lab_05_linear_reference")) {
    WARN("skipped: this build has no labs");
    return;
  }
  const TemporaryFolder folder;
  const char* some = std::getenv("TT_HOSTILE");  // another corpus
  const HostileRun run = run_hostile({.corpus = some ? some : TT_SOURCE_DIR "/tests/hostile",
                                      .labs = TT_SOURCE_DIR "/labs",
                                      .source_dir = TT_SOURCE_DIR,
                                      .build_dir = TT_BINARY_DIR,
                                      .out = folder.path(),
                                      .seed = 20});
  std::ofstream table(TT_BINARY_DIR "/tests/hostile.md");
  table << "| name | it tries | verdict | points | deserves |\n| --- | --- | --- | ---: | ---: |\n";
  for (const HostileResult& r : run.results)
    table << fmt::format("| {} | {} | {} | {:.3g} | {:g} |\n", r.name, r.tries, r.verdict, r.points,
                         r.deserved);
  table << fmt::format("\n{} submissions in {:.0f} s\n", run.results.size(), run.seconds);
  for (const std::string& wrong : run.wrong) FAIL_CHECK(wrong);
}
