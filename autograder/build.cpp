#include "autograder/build.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include "autograder/process.h"
#include "autograder/punch.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

constexpr int errors_shown = 3;

// The first errors, each with the lines that belong to it, and paths that begin where the student's view
// does.
std::string first_errors(const std::string& printed, const std::string& work) {
  std::istringstream lines(printed);
  std::string shown;
  int errors = 0;
  for (std::string line; std::getline(lines, line);) {
    for (std::size_t at; (at = line.find(work + "/")) != std::string::npos;) line.erase(at, work.size() + 1);
    if ((line.find("error:") != std::string::npos || line.find("undefined reference") != std::string::npos) &&
        ++errors > errors_shown)
      break;
    if (errors > 0 && line.find("In file included") == std::string::npos) shown += line + "\n";
  }
  return shown.empty() ? printed.substr(0, 2000) : shown;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

LabBuild load_build(const std::string& build_dir, const Lab& lab) {
  std::ifstream in(build_dir + "/labs/" + lab.name + ".build");
  if (!in)
    throw Error("lab " + lab.name + " is not built: " + build_dir + "/labs/" + lab.name +
                ".build is missing");
  LabBuild build;
  std::getline(in, build.compiler);
  std::getline(in, build.source_dir);
  std::getline(in, build.include_dir);
  std::getline(in, build.reference);
  const auto list = [&](std::vector<std::string>& items) {
    std::string line, item;
    std::getline(in, line);
    for (std::istringstream words(line); std::getline(words, item, ';');) items.push_back(item);
  };
  list(build.flags);
  list(build.program);
  std::getline(in, build.rest);
  list(build.objects);
  list(build.libraries);
  return build;
}

std::map<std::string, std::string> module_files(const Lab& lab, const std::string& source_dir) {
  std::map<std::string, std::string> files;
  for (const std::string& name : lab.files) {
    const fs::path path = fs::path(source_dir) / "modules" / lab.module / name;
    if (!fs::exists(path))
      throw Error(lab.folder + "/lab.toml: the module " + lab.module + " has no " + name);
    files[name] = read_file(path);
  }
  return files;
}

std::string stub_of(const Lab& lab, const std::string& name, const std::string& source_dir) {
  return punch(module_files(lab, source_dir).at(name), name);
}

std::map<std::string, std::string> mutated_files(const Lab& lab, const Mutant& mutant,
                                                 const std::string& source_dir) {
  std::map<std::string, std::string> files = module_files(lab, source_dir);
  std::string& text = files.at(mutant.file);
  const std::size_t at = text.find(mutant.find);
  if (at == std::string::npos || text.find(mutant.find, at + 1) != std::string::npos)
    throw Error(lab.name + "/mutants.toml: \"" + mutant.find + "\" is not in " + mutant.file +
                " exactly once");
  text.replace(at, mutant.find.size(), mutant.replace);
  return files;
}

// What is linked with the files: the probe and the module without them.
static std::vector<std::string> link_parts(const LabBuild& build, const Lab& lab,
                                           const std::map<std::string, std::string>& files) {
  std::vector<std::string> parts = build.program;
  if (files.size() == lab.files.size()) {
    parts.push_back(build.rest);
  } else {
    for (const std::string& object : build.objects) {
      const bool replaced = std::ranges::any_of(files, [&](const auto& file) {
        return object.ends_with(".dir/" + file.first + ".o") ||
               object.ends_with(".dir/./" + file.first + ".o");
      });
      if (!replaced) parts.push_back(object);
    }
  }
  parts.insert(parts.end(), build.libraries.begin(), build.libraries.end());
  return parts;
}

Built build_probe(const LabBuild& build, const Lab& lab, const std::map<std::string, std::string>& files,
                  const std::string& work) {
  const std::vector<std::string> parts = link_parts(build, lab, files);
  std::string all;
  for (const auto& [name, text] : files) all += name + '\0' + text + '\0';
  for (const std::string& part : parts)
    if (fs::exists(part)) all += std::to_string(fs::last_write_time(part).time_since_epoch().count());
  const std::string key = std::to_string(std::hash<std::string>{}(all));
  fs::create_directories(work);
  Built built{.program = work + "/probe"};
  if (read_file(work + "/key") == key && fs::exists(built.program)) return built;
  fs::remove(work + "/key");

  const Limits limits{.seconds = 60, .memory_mb = 0, .files_mb = 256};
  Box box{.readable = {build.include_dir}, .writable = work};
  std::vector<std::string> command = {build.compiler};
  for (const auto& [name, text] : files) {
    fs::create_directories((fs::path(work) / name).parent_path());
    write_file(fs::path(work) / name, text);
    std::vector<std::string> compile = {build.compiler};
    compile.insert(compile.end(), build.flags.begin(), build.flags.end());
    compile.insert(compile.end(), {"-include", build.include_dir + "/lab.h", "-I" + build.include_dir, "-c",
                                   name, "-o", name + ".o"});
    const Outcome outcome = run_process(compile, "", limits, box);
    built.compile_seconds += outcome.seconds;
    if (!outcome.ok()) return {.program = "", .errors = first_errors(outcome.printed, work)};
    command.push_back(name + ".o");
  }
  command.insert(command.end(), parts.begin(), parts.end());
  command.insert(command.end(), {"-o", built.program});
  for (const std::string& part : parts)
    if (fs::exists(part)) box.readable.push_back(part);
  const Outcome outcome = run_process(command, "", limits, box);
  built.link_seconds = outcome.seconds;
  if (!outcome.ok()) return {.program = "", .errors = first_errors(outcome.printed, work)};
  write_file(work + "/key", key);
  return built;
}

}  // namespace tt::autograder
