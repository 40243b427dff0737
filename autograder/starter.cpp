#include "autograder/starter.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "autograder/files.h"
#include "autograder/hidden.h"
#include "autograder/process.h"
#include "autograder/punch.h"
#include "autograder/sources.h"
#include "autograder/text.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

using Tree = std::map<std::string, std::string>;
const std::string templates = "autograder/templates/release/";

// What git tracks; without git, all but builds.
std::vector<std::string> files_of(const std::string& source_dir) {
  std::vector<std::string> names;
  if (fs::exists(source_dir + "/.git")) {
    const Outcome git = run_process({.command = {"git", "-C", source_dir, "ls-files", "-z"},
                                     .limits = {.seconds = 60, .output = 1 << 24},
                                     .box = {.trusted = true}});
    if (!git.ok()) throw Error("release: git ls-files failed: " + git.printed);
    std::istringstream lines(git.printed);
    for (std::string name; std::getline(lines, name, '\0');) names.push_back(name);
    return names;
  }
  for (auto i = fs::recursive_directory_iterator(source_dir); i != fs::recursive_directory_iterator(); ++i) {
    const std::string name = i->path().lexically_relative(source_dir).string();
    if (name == "build") i.disable_recursion_pending();
    if (i->is_regular_file() && !i->is_symlink()) names.push_back(name);
  }
  return names;
}

// Whether the path is the project's own. Beside those may lie class lists, settings, workflows.
bool is_projects(const std::string& path) {
  static const std::set<std::string> ours = {
      "tinytensor", "modules", "labs",           "autograder",        "cli",       "tests",   "docs",
      "cmake",      "tt",      "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", ".clang-format",
      ".gitignore"};
  return ours.contains(path.substr(0, path.find('/'))) &&
         (!path.ends_with(".toml") || path.ends_with("/lab.toml"));
}

// Whether a path is for instructors alone.
bool is_instructors(const std::string& path) {
  static const std::regex ours(
      R"(tests/(hostile|fuzz)/.*|tests/[^/]*\.cmake|labs/[^/]*/(mutants.*|(recorded|standin)/.*))"
      R"(|modules/[^/]*/tests/.*|autograder/templates/.*|docs/([^/]*\.md|pictures/.*|examples/quantize\.cpp))");
  return std::regex_match(path, ours);
}

// A test of what a starter lacks: of modules, labs, the judge, or the program.
bool needs_solutions(const std::string& path, const std::string& text) {
  static const std::regex needed(R"((^|\n)#include "(modules|autograder)|TT_BINARY_DIR)");
  return path.starts_with("tests/") && std::regex_search(text, needed);
}

const Lab* lab_of(const std::string& path, const std::vector<Lab>& all) {
  const auto found =
      std::ranges::find_if(all, [&](const Lab& lab) { return path.starts_with("labs/" + lab.name + "/"); });
  return found == all.end() ? nullptr : &*found;
}

std::string table_of(const StarterOptions& options) {
  std::string rows;
  for (const Lab& lab : options.all)
    if (options.labs.contains(lab.number))
      rows += fmt::format("| {} | [{}](labs/{}/README.md) | {:g} |\n", lab.number, lab.title, lab.name,
                          lab.points());
  return rows;
}

// Checks that git tracks all that a lab is made of: the rest would be silently left out.
void check_tracked(const std::vector<std::string>& names, const StarterOptions& options) {
  const std::set<std::string> there(names.begin(), names.end());
  for (const Lab& lab : options.all) {
    std::vector<std::string> needed = {"labs/" + lab.name + "/lab.toml", "labs/" + lab.name + "/probe.cpp"};
    for (const std::string& name : lab.files) needed.push_back("modules/" + lab.module + "/" + name);
    for (const std::string& name : needed)
      if (options.labs.contains(lab.number) && !there.contains(name))
        throw Error("release: " + name +
                    " is not tracked by git, which says what belongs to the course. git add it");
  }
}

void put_stubs(Tree& tree, const StarterOptions& options) {
  for (const Lab& lab : options.all) {
    if (!options.revealed.contains(lab.number))
      for (const auto& [name, text] : starter_files(lab, options.source_dir))
        tree["modules/" + lab.module + "/" + name] = text;
    if (options.labs.contains(lab.number))
      for (const auto& [name, text] : module_files(lab, options.source_dir))
        for (const char* folder : {"/", "/stubs/"})
          tree["labs/" + lab.name + folder + name] = with_lab(punch(text, name), lab.number);
  }
}

void put_templates(Tree& tree, const StarterOptions& options) {
  const fs::path from = options.source_dir + "/" + templates;
  if (!fs::is_directory(from)) throw Error("release: there is no " + from.string());
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    std::string text = read_file(entry.path().string());
    if (const std::size_t at = text.find("@LABS@\n"); at != std::string::npos)
      text.replace(at, 7, table_of(options));
    tree[entry.path().lexically_relative(from).string()] = text;
  }
}

template <class Use>
void each_line(const std::string& text, const Use& use) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) use(trimmed(line));
}

}  // namespace

std::map<std::string, std::string> starter_tree(const StarterOptions& options) {
  Tree tree;
  const std::vector<std::string> names = files_of(options.source_dir);
  check_tracked(names, options);
  for (const std::string& path : names) {
    const Lab* lab = lab_of(path, options.all);
    if (!is_projects(path) || is_instructors(path) || (lab && !options.labs.contains(lab->number))) continue;
    std::string text = read_file(options.source_dir + "/" + path);
    if (needs_solutions(path, text)) continue;
    if (lab && path.ends_with("/probe.cpp"))
      text = without_cases(text, options.config.policy(*lab).hidden, path);
    tree[path] = std::move(text);
  }
  put_stubs(tree, options);
  put_templates(tree, options);
  return tree;
}

std::vector<std::string> leaks(const std::map<std::string, std::string>& tree,
                               const StarterOptions& options) {
  constexpr std::size_t telling = 20;                   // characters
  std::map<std::string, std::set<std::string>> bodies;  // a line, and the labs whose solutions have it
  std::set<std::string> given, theirs;
  for (const Lab& lab : options.all)
    for (const auto& [name, text] : module_files(lab, options.source_dir)) {
      theirs.insert("modules/" + lab.module + "/" + name);
      if (!options.revealed.contains(lab.number))
        each_line(text, [&](const std::string& line) {
          if (line.size() > telling && !line.starts_with("// exercise:") && !line.starts_with("for (int "))
            bodies[line].insert(lab.name);
        });
      each_line(options.revealed.contains(lab.number) ? text : punch(text, name),
                [&](const std::string& line) { given.insert(line); });
    }
  for (const auto& [path, text] : tree)
    if (path.starts_with("tinytensor/") || (path.starts_with("modules/") && !theirs.contains(path)))
      each_line(text, [&](const std::string& line) { given.insert(line); });
  for (const std::string& line : given) bodies.erase(line);
  std::vector<std::string> found;
  for (const auto& [path, text] : tree) {
    const Lab* lab = lab_of(path, options.all);
    each_line(text, [&](const std::string& line) {
      const auto body = bodies.find(line);
      // What one lab's own files happen to share with another's solution gives nothing away.
      if (body != bodies.end() && (!lab || body->second.contains(lab->name)))
        found.push_back(fmt::format("{}: {} (lab {})", path, line, *body->second.begin()));
    });
  }
  return found;
}

std::vector<std::string> unfilled(const std::map<std::string, std::string>& tree) {
  std::vector<std::string> names;
  for (const auto& [name, text] : tree)
    if ((name.starts_with("labs/") || name.starts_with("modules/")) &&
        text.find("FILL IN") != std::string::npos)
      names.push_back(name);
  return names;
}

}  // namespace tt::autograder
