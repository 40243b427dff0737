#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "autograder/archive.h"
#include "autograder/checks.h"
#include "autograder/files.h"
#include "autograder/judge.h"
#include "autograder/lab.h"
#include "autograder/recorded.h"
#include "autograder/sources.h"
#include "cli/commands.h"
#include "cli/lab_check.h"
#include "cli/lab_files.h"
#include "cli/lab_report.h"
#include "cli/table.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

namespace {

struct Options {
  std::string lab;
  int part = 0;
  bool mine = false, sanitize = false, edit = false;
  std::string out;
};

void print_mine(const std::map<std::string, std::string>& files) {
  fmt::print("From your own framework:{}", files.empty() ? " nothing else is finished yet" : "");
  for (const auto& [name, text] : files) fmt::print(" {}", name);
  fmt::print("\n\n");
}

void run_check(const Options& o) {
  const Lab lab = find_lab(labs, o.lab);
  const LabReport report = check_lab(lab, {.part = o.part, .mine = o.mine, .sanitize = o.sanitize});
  if (o.mine && !general().json) print_mine(is_starter(labs) ? neighbours(lab) : others_files(lab));
  if (general().json)
    print_json(report_json(lab, report));
  else
    print_report(lab, report), fmt::print("{}\n", next_step(lab, report));
  if (report.points(lab) < report.possible(lab)) throw ExitStatus{1};
}

void run_list() {
  Table table({"lab", "title", "minutes", "points", "state"});
  Json rows = Json::array();
  int next = 0;
  for (const Lab& lab : load_labs(labs)) {
    const std::string checks = read_file(checks_of(lab));
    const double points = last_points(checks), best = best_points(checks);
    std::string state = best < 0 ? "not checked yet" : best >= lab.points() ? "done" : "begun";
    if (next == 0 && best < lab.points()) next = lab.number;
    if (points < best) state += fmt::format(", but the last check gave {:.3g}", points);
    table.add(
        {lab.name, lab.title, std::to_string(lab.minutes),
         best < 0 ? fmt::format("{:g}", lab.points()) : fmt::format("{:.3g} of {:g}", best, lab.points()),
         state});
    rows.push_back({{"lab", lab.name}, {"title", lab.title}, {"of", lab.points()}, {"state", state}});
    if (best >= 0) rows.back()["points"] = best, rows.back()["last"] = points;
  }
  if (general().json) return print_json({{"labs", rows}});
  fmt::print("{}\n{}\n", table.text(),
             next == 0 ? "All are done" : fmt::format("Next: ./tt lab start {}", next));
}

void run_start(const Options& o) {
  const Lab lab = find_lab(labs, o.lab);
  fmt::print("Lab {}: {}\n{}\n\nread   {}/README.md\n", lab.number, lab.title, lab.question, lab.folder);
  for (const std::string& file : lab.files) fmt::print("write  {}/{}\n", lab.folder, file);
  fmt::print("check  ./tt lab check {}\n", lab.number);
  if (!o.edit) return;
  const char* editor = std::getenv("EDITOR");
  if (!editor || !*editor)
    throw Error("lab start --edit: EDITOR is not set. Try EDITOR=nano ./tt lab start --edit");
  std::fflush(stdout);
  std::string command = editor;
  for (const std::string& file : lab.files) command += " '" + lab.folder + "/" + file + "'";
  if (std::system(command.c_str()) != 0) throw Error(std::string("lab start --edit: ") + editor + " failed");
}

bool all_there(const Lab& lab) {
  return std::ranges::all_of(lab.files,
                             [&](const auto& name) { return fs::exists(lab.folder + "/" + name); });
}

void run_watch(const Options& o) {
  const Lab lab = find_lab(labs, o.lab);
  std::map<std::string, std::string> seen;
  for (;; std::this_thread::sleep_for(std::chrono::milliseconds(100))) {
    if (!seen.empty() && !all_there(lab)) continue;  // an editor is about to write one
    std::map<std::string, std::string> now = students_files(lab);
    if (now == seen) continue;
    seen = std::move(now);
    fmt::print("\033[2J\033[H");
    const LabReport report = check_lab(lab, {.part = o.part});
    print_report(lab, report);
    fmt::print("{}\n\nWatching. Ctrl-C ends it\n", next_step(lab, report));
    std::fflush(stdout);
  }
}

// Writes the stub again; what was there is kept beside it.
void run_reset(const Options& o) {
  const Lab lab = find_lab(labs, o.lab);
  for (const std::string& name : lab.files) {
    const fs::path file = fs::path(lab.folder) / name;
    const std::string stub = stub_of(lab, name, TT_SOURCE_DIR);
    if (fs::exists(file) && students_files(lab).at(name) == stub) {
      fmt::print("{} is already the stub\n", name);
      continue;
    }
    if (fs::exists(file)) fmt::print("{} is kept as {}\n", name, keep_aside(file.string()));
    std::ofstream(file, std::ios::binary) << stub;
  }
}

// What graders expect: the lab's files in a folder of its name.
void run_submit(const Options& o) {
  const Lab lab = find_lab(labs, o.lab);
  const std::string out = o.out.empty() ? lab.name + ".zip" : o.out;
  check_output(out);
  const LabReport report = check_lab(lab, {});
  std::map<std::string, std::string> files;
  for (const auto& [name, text] : students_files(lab)) files[lab.name + "/" + name] = text;
  files[lab.name + "/" + checks_file] = read_file(checks_of(lab));
  write_zip(out, files);
  if (general().json) return print_json({{"out", out}, {"points", report.points(lab)}, {"of", lab.points()}});
  print_report(lab, report);
  if (report.points(lab) < lab.points())
    fmt::print("\nNot all of it passes: {:.3g} of {:g} points. You can submit again.\n", report.points(lab),
               lab.points());
  fmt::print("\n{} holds", out);
  for (const auto& [name, text] : files) fmt::print(" {}", name);
  fmt::print(
      ".\n{} records when you checked and the points, so that instructors learn how long a lab takes; it "
      "does not count.\nWhat counts is what your instructor's machine says\n",
      checks_file);
}

}  // namespace

void add_lab(Command app) {
  Command lab = app.add("lab", "The labs: list, start, check, watch, show, submit, reset");
  auto o = std::make_shared<Options>();
  const auto add = [&](const char* name, const char* text, void (*run)(const Options&), bool parts) {
    Command command = lab.add(name, text);
    command.option("LAB", o->lab, "Its number or its folder's name").required();
    if (parts) command.option("--part", o->part, "Only this part (all)").whole(1, 99);
    add_general(command);
    command.does([=] { run(*o); });
    return command;
  };
  Command list = lab.add("list", "All labs, and how far you are");
  add_general(list);
  list.does([] { run_list(); });
  Command start = add("start", "Where the handout is and what to write", run_start, false);
  start.flag("--edit", o->edit, "Open them with $EDITOR");
  Command check =
      add("check", "Check your files against the reference. Exit status 1 when points are missing", run_check,
          true);
  check.flag("--mine", o->mine, "With your own files for the labs that you have finished");
  check.flag("--sanitize", o->sanitize, "With address and undefined-behaviour sanitizers");
  add("watch", "Check whenever you save", run_watch, true);
  add_lab_show(lab);
  Command submit = add("submit", "Check your files and zip them for the instructor", run_submit, false);
  submit.option("--out", o->out, "The zip to write (LAB.zip)");
  add("reset", "Bring the stubs back; your files are kept beside them", run_reset, false);
}

}  // namespace tt::cli
