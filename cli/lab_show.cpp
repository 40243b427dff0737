// tt lab show: the student's pictures of a lab over the reference's, in the terminal and as a page.
#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "autograder/braille.h"
#include "autograder/show.h"
#include "autograder/text.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/lab_files.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

namespace {

constexpr const char* head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{0}</title>
<style>
:root{{color-scheme:light dark}}
body{{font:15px system-ui,sans-serif;max-width:780px;margin:2em auto;padding:0 1em;color:#24292f;background:#fff}}
svg{{max-width:100%;height:auto}} pre{{overflow:auto;padding:.8em;background:#f6f8fa}} h2{{font-size:1.1em}}
.you{{color:#0969da}} .ref{{color:#8c959f}} .off{{background:#cf222e2e}}
@media (prefers-color-scheme:dark){{body{{color:#e6edf3;background:#0d1117}} pre{{background:#161b22}} .you{{color:#58a6ff}}}}
</style></head><body>
<h1>{0}</h1>
)";
constexpr const char* legend =
    "<p><b class=you>&#9632; yours</b> over <b class=ref>&#9632; the reference's</b>; "
    "<span class=off>&nbsp;&nbsp;</span> where they differ</p>\n";

bool terminal() {
  const char* kind = std::getenv("TERM");
  return isatty(STDOUT_FILENO) && kind && std::string(kind) != "dumb" && !std::getenv("NO_COLOR");
}

std::size_t differing(const Shown& shown) {
  std::size_t count = 0;
  for (const Panel& panel : shown.drawing.panels) count += panel.differing();
  return count;
}

// "not written yet", "as the reference's": what became of the student's answer.
std::string said(const Shown& shown) {
  if (shown.state != State::passed) return text_of(shown.state);
  return differing(shown) == 0 ? "as the reference's" : "differs from the reference's";
}

// What a process printed matters if it did not finish.
std::string more(const Shown& shown, const std::string& prefix) {
  std::string text;
  for (const std::string& line : shown.lines) text += prefix + harmless(line) + "\n";
  if (shown.state != State::passed) text += indented(shown.printed, prefix, 10);
  return text;
}

std::string page_of(const std::string& title, const ShowReport& report) {
  std::string page = fmt::format(fmt::runtime(head), escape_xml(title)) + legend;
  if (!report.compile_errors.empty())
    page +=
        "<p>does not compile:</p>\n<pre>" + escape_xml(indented(report.compile_errors, "", 40)) + "</pre>\n";
  for (const Shown& shown : report.pictures) {
    page += fmt::format("<h2>{}: {}</h2>\n", escape_xml(shown.drawing.title), said(shown));
    if (const std::string text = more(shown, ""); !text.empty())
      page += "<pre>" + escape_xml(text) + "</pre>\n";
    page += svg({{"", shown.drawing.panels}});
  }
  return page + "</body></html>\n";
}

void print(const std::string& title, const ShowReport& report) {
  const bool colours = terminal();
  fmt::print("{}\n", title);
  if (!report.compile_errors.empty())
    fmt::print("does not compile:\n{}", indented(report.compile_errors, "  ", 40));
  for (const Shown& shown : report.pictures) {
    fmt::print("\n{}: {}\n{}", shown.drawing.title, said(shown), more(shown, "  "));
    for (const Panel& panel : shown.drawing.panels) fmt::print("\n{}", braille(panel, colours));
  }
}

void run_show(const std::string& which, const std::string& path) {
  const Lab lab = find_lab(labs, which);
  const std::string folder = TT_BINARY_DIR "/labs/" + lab.name;
  const std::string out = path.empty() ? folder + "/show.html" : path;
  if (path.empty()) fs::create_directories(folder);
  check_output(out);
  std::map<std::string, std::string> files = students_files(lab);
  files.merge(neighbours(lab));
  const ShowReport report =
      show(lab, files, {.build_dir = TT_BINARY_DIR, .work = TT_BINARY_DIR "/labs/yours/" + lab.name});
  if (report.pictures.empty()) throw Error("lab " + lab.name + " has no pictures");
  const std::string title = fmt::format("Lab {}: {}", lab.number, lab.title);
  std::ofstream(out, std::ios::binary) << page_of(title, report);
  if (general().json) {
    Json pictures = Json::array();
    for (const Shown& shown : report.pictures)
      pictures.push_back(
          {{"name", shown.drawing.title}, {"state", said(shown)}, {"differing", differing(shown)}});
    print_json({{"lab", lab.name}, {"out", out}, {"pictures", pictures}});
  } else {
    print(title, report);
    fmt::print("\n{}\n", out);
  }
  const auto missing = [](const Shown& shown) { return shown.state != State::passed; };
  if (std::ranges::any_of(report.pictures, missing)) throw ExitStatus{1};
}

}  // namespace

void add_lab_show(Command lab) {
  Command command = lab.add(
      "show",
      "Pictures of what your files do beside the reference's. Exit status 1 when one cannot be drawn");
  auto which = std::make_shared<std::string>(), out = std::make_shared<std::string>();
  command.option("LAB", *which, "Its number or its folder's name").required();
  command.option("--out", *out, "The page to write (LAB/show.html in the build folder)");
  add_general(command);
  command.does([=] { run_show(*which, *out); });
}

}  // namespace tt::cli
