#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "autograder/build.h"
#include "autograder/judge.h"
#include "autograder/sandbox.h"
#include "autograder/sources.h"
#include "cli/bench.h"
#include "cli/general.h"
#include "cli/lab_files.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

using namespace autograder;

namespace {

// A student's edits: the module's own files, each time with another comment at their end.
Json measure(const Lab& lab, int edits, bool sanitize) {
  const std::string build_dir = TT_BINARY_DIR;
  const LabBuild build = load_build(build_dir, lab);
  std::vector<double> all, compile, link, run;
  for (int edit = -1; edit < edits; ++edit) {  // the first one warms up
    std::map<std::string, std::string> files = module_files(lab, build.source_dir);
    files.begin()->second += fmt::format("// {} {}\n", edit, seconds_now());
    const double start = seconds_now();
    const LabReport report = check(lab, files,
                                   {.build_dir = build_dir,
                                    .work = build_dir + "/labs/bench/" + lab.name,
                                    .seed = 7,
                                    .sanitize = sanitize,
                                    .at_once = std::thread::hardware_concurrency(),
                                    .quick = true,
                                    .kept = build_dir + "/labs/kept/" + lab.name});
    if (report.points(lab) < lab.points())
      throw Error("bench lab: " + lab.name + " does not get all points: " + report.compile_errors);
    if (edit < 0) continue;
    all.push_back(seconds_now() - start);
    compile.push_back(report.compile_seconds);
    link.push_back(report.link_seconds);
    run.push_back(all.back() - compile.back() - link.back());
  }
  const auto median = [](std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
  };
  return {{"lab", lab.name},
          {"compile", median(compile)},
          {"link", median(link)},
          {"cases", median(run)},
          {"total", median(all)},
          {"slowest", *std::ranges::max_element(all)},
          {"namespaces", layers().namespaces}};
}

void run(int edits, bool sanitize) {
  Json rows = Json::array();
  for (const Lab& lab : load_labs(labs)) rows.push_back(measure(lab, edits, sanitize));
  if (general().json) return print_json({{"rows", rows}});
  Table table({"lab", "compile", "link", "cases", "from saving to the verdict", "slowest"});
  const auto ms = [](const Json& seconds) { return fmt::format("{:.0f} ms", 1e3 * seconds.get<double>()); };
  for (const Json& r : rows)
    table.add({r["lab"], ms(r["compile"]), ms(r["link"]), ms(r["cases"]), ms(r["total"]), ms(r["slowest"])});
  fmt::print("{}\nMedians of {} edits{}\n", table.text(), edits,
             layers().namespaces ? ", everything sandboxed" : "; no namespaces here: nothing was sandboxed");
}

}  // namespace

void add_bench_lab(Command bench) {
  Command command = bench.add("lab", "From saving a lab's file to the verdict");
  auto edits = std::make_shared<int>(10);
  command.option("--edits", *edits, "Edits per lab (10)").whole(1, 1000);
  add_general(command);
  auto sanitize = std::make_shared<bool>(false);
  command.flag("--sanitize", *sanitize, "As tt lab check --sanitize");
  command.does([=] { run(*edits, *sanitize); });
}

}  // namespace tt::cli
