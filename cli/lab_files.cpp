#include "cli/lab_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "autograder/build.h"
#include "autograder/punch.h"
#include "autograder/sources.h"
#include "autograder/text.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace fs = std::filesystem;
using namespace autograder;

std::string keep_aside(const std::string& file) {
  std::string kept;
  for (int i = 1; kept.empty() || fs::exists(kept); ++i) kept = file + "." + std::to_string(i) + ".bak";
  fs::rename(file, kept);
  return kept;
}

std::map<std::string, std::string> students_files(const Lab& lab) {
  std::map<std::string, std::string> files;
  for (const std::string& name : lab.files) {
    const fs::path path = fs::path(lab.folder) / name;
    std::ifstream in(path, std::ios::binary);
    if (!in)
      throw IoError("lab: cannot read " + path.string() + ". ./tt lab reset " + std::to_string(lab.number) +
                    " writes the stub again");
    files[name] = {std::istreambuf_iterator<char>(in), {}};
  }
  return files;
}

bool finished(const Lab& lab) {
  return std::ranges::all_of(students_files(lab), [](const auto& file) { return is_written(file.second); });
}

std::map<std::string, std::string> others_files(const Lab& lab) {
  std::map<std::string, std::string> files;
  for (const Lab& other : load_labs(labs))
    if (other.name != lab.name && other.module == lab.module && finished(other))
      files.merge(students_files(other));
  return files;
}

std::map<std::string, std::string> neighbours(const Lab& lab) {
  std::map<std::string, std::string> files;
  for (const Lab& other : load_labs(labs))
    if (other.name != lab.name && other.module == lab.module)
      for (const auto& [name, text] : module_files(other, TT_SOURCE_DIR))
        if (!is_written(text)) files[name] = students_files(other).at(name);
  return files;
}

void become_mine(int argc, char** argv) {
  Lab all;  // a lab of every finished file, whose probe is this program
  all.name = "mine";
  std::map<std::string, std::string> files;
  for (const Lab& lab : load_labs(labs))
    if (finished(lab))
      for (const auto& [name, text] : students_files(lab)) files[name] = text;
  if (files.empty())
    throw Error("--mine: no lab is finished yet: every file of labs/ still has a part to write");
  fmt::print(stderr, "Your own framework:");
  for (const auto& [name, text] : files) fmt::print(stderr, " {}", name);
  fmt::print(stderr, "\n");
  const Built built =
      build_probe(load_build(TT_BINARY_DIR, all), all, files, {TT_BINARY_DIR "/labs/yours/all"});
  if (built.program.empty())
    throw Error("--mine: your files cannot be compiled and linked:\n" + indented(built.errors, "  ", 40));
  std::vector<char*> arguments;
  std::string program = built.program;
  arguments.push_back(program.data());
  for (int i = 1; i < argc; ++i)
    if (std::strcmp(argv[i], "--mine") != 0) arguments.push_back(argv[i]);
  arguments.push_back(nullptr);
  execv(program.c_str(), arguments.data());
  throw Error("--mine: cannot start " + program);
}

}  // namespace tt::cli
