#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "autograder/archive.h"
#include "autograder/batch_results.h"
#include "autograder/bundle.h"
#include "autograder/class_report.h"
#include "autograder/files.h"
#include "autograder/new_lab.h"
#include "autograder/punch.h"
#include "autograder/recorded.h"
#include "autograder/show.h"
#include "autograder/sources.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/lab_files.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

using namespace autograder;

namespace {

void run_punch() {
  for (const Lab& lab : load_labs(labs))
    for (const std::string& name : lab.files) {
      const std::filesystem::path path = std::filesystem::path(lab.folder) / name;
      const std::string stub = stub_of(lab, name, TT_SOURCE_DIR), before = read_file(path.string());
      if (before == stub) continue;
      std::filesystem::create_directories(path.parent_path());
      if (!before.empty() && is_written(before))
        fmt::print("{}/{} was filled in: it is kept as {}\n", lab.name, name, keep_aside(path.string()));
      std::ofstream(path, std::ios::binary) << stub;
      fmt::print("{}/{}\n", lab.name, name);
    }
}

// The handouts' pictures, from the reference alone.
void run_pictures() {
  for (const Lab& lab : load_labs(labs)) {
    const auto picture = new_picture(lab, TT_BINARY_DIR);
    if (!picture) continue;
    std::ofstream(lab.folder + "/picture.svg", std::ios::binary) << *picture;
    fmt::print("{}/picture.svg\n", lab.name);
  }
}

}  // namespace

static void add_new(Command instructor) {
  Command command = instructor.add("new", "A module or a lab that builds and verifies as it is");
  const auto print = [](const std::vector<std::string>& files) {
    for (const std::string& file : files) fmt::print("{}\n", file);
    fmt::print("\nFill in what says FILL IN; then: ./tt instructor punch, ./tt instructor verify\n");
  };
  auto name = std::make_shared<std::string>();
  auto module = std::make_shared<std::string>();
  Command new_module_command = command.add("module", "modules/NAME");
  new_module_command.option("NAME", *name, "In lower case, like pruning").required();
  new_module_command.does([=] { print(new_module(TT_SOURCE_DIR, *name)); });
  Command new_lab_command = command.add("lab", "labs/NN_NAME, on a file NAME.cpp of a module");
  new_lab_command.option("NAME", *name, "In lower case, like magnitude").required();
  new_lab_command.option("--module", *module, "The module whose file students write (quantization)");
  new_lab_command.does(
      [=] { print(new_lab(TT_SOURCE_DIR, *name, module->empty() ? "quantization" : *module)); });
}

static void add_bundle(Command instructor) {
  struct Options {
    std::string kind, out, lab = "all", course;
  };
  auto o = std::make_shared<Options>();
  Command command = instructor.add("bundle", "What a platform needs to grade with tinytensor");
  command.option("KIND", o->kind, "gradescope: a zip; github: a workflow")
      .required()
      .one_of({"gradescope", "github"});
  command.option("--out", o->out, "The file to write").required();
  command.option("--lab,--labs", o->lab,
                 "Labs it grades: numbers, names or ranges like 1-3, separated by commas (all)");
  command.option("--class", o->course,
                 "The class.toml to grade with; github: its path in the course's repository");
  command.does([=] {
    check_output(o->out);
    std::string names;
    for (const Lab& lab : choose_labs(labs, o->lab)) names += (names.empty() ? "" : ",") + lab.name;
    if (o->lab == "all") names = "all";
    if (!o->course.empty()) load_class(o->course, load_labs(labs));
    if (o->kind == "gradescope") {
      return write_zip(o->out, gradescope_bundle(TT_SOURCE_DIR, names, o->course));
    }
    write_atomically(o->out, github_workflow(TT_SOURCE_DIR, names, o->course));
  });
}

static void add_report(Command instructor) {
  Command command = instructor.add("report", "What a graded class found hard, as a web page");
  auto batch = std::make_shared<std::string>();
  auto out = std::make_shared<std::string>();
  command.option("BATCH", *batch, "The folder that tt grade --batch wrote").required();
  command.option("--out", *out, "The page to write (BATCH/report.html)");
  command.does([=] {
    const std::string to = out->empty() ? *batch + "/report.html" : *out;
    check_output(to);
    write_atomically(to, class_report(*batch, read_results(*batch)));
    fmt::print("{}\n", to);
  });
}

void add_instructor(Command app) {
  Command instructor =
      app.add("instructor", "For those who make labs: new, release, punch, pictures, verify, bundle, report");
  instructor.first([] {
    if (is_starter(labs)) throw Error("instructor: this is a starter tree; solutions are where it was made");
  });
  add_new(instructor);
  add_bundle(instructor);
  add_report(instructor);
  add_instructor_release(instructor);
  Command punch = instructor.add("punch", "Write every lab's stubs from the module's files");
  punch.does([] { run_punch(); });
  Command pictures = instructor.add("pictures", "Draw the handouts' pictures that are out of date");
  pictures.does([] { run_pictures(); });
  add_instructor_verify(instructor);
}

}  // namespace tt::cli
