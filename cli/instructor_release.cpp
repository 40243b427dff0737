// tt instructor release: what students begin with.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "autograder/release.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/lab_files.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

using namespace autograder;

namespace {

struct Options {
  std::string out, labs = "all", reveal, course;
};

void run(const Options& o) {
  ReleaseOptions options{.starter = {.source_dir = TT_SOURCE_DIR, .all = load_labs(labs)},
                         .build_dir = TT_BINARY_DIR,
                         .out = o.out};
  options.starter.labs = lab_numbers(o.labs, options.starter.all);
  options.starter.revealed = lab_numbers(o.reveal, options.starter.all);
  if (!o.course.empty()) options.starter.config = load_class(o.course, options.starter.all);
  const Released r =
      release(options, [](const std::string& lab) { fmt::print(stderr, "recording {}\n", lab); });
  if (general().json)
    return print_json({{"out", o.out},
                       {"files", r.files},
                       {"bytes", r.bytes},
                       {"recorded", r.recorded},
                       {"remarks", r.remarks}});
  for (const std::string& remark : r.remarks) fmt::print("{}\n", remark);
  fmt::print("{}: {} files, {}, {} of it recorded answers\n", o.out, r.files,
             kilobytes(static_cast<std::int64_t>(r.bytes)), kilobytes(static_cast<std::int64_t>(r.recorded)));
}

}  // namespace

void add_instructor_release(Command instructor) {
  Command command = instructor.add("release", "A tree for students, without solutions");
  auto o = std::make_shared<Options>();
  command.option("--out", o->out, "The folder to write; it must be new or empty").required();
  command.option("--labs,--lab", o->labs, "Labs that students write, like 1-5 or 1,3 (all)");
  command.option("--reveal", o->reveal, "Labs whose solutions it contains (none)");
  command.option("--class", o->course, "class.toml: its hidden cases are left out");
  add_general(command);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
