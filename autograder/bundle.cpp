#include "autograder/bundle.h"

#include <filesystem>

#include "autograder/files.h"
#include "autograder/sources.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

std::string must_read(const std::string& path) {
  std::string text = read_file(path);
  if (text.empty()) throw IoError("bundle: cannot read " + path);
  return text;
}

void replace(std::string& text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

}  // namespace

std::map<std::string, std::string> gradescope_bundle(const std::string& source_dir, const std::string& lab,
                                                     const std::string& course) {
  std::map<std::string, std::string> files;
  for (const char* top : {"tt", "CMakeLists.txt", "CMakePresets.json", "README.md"})
    files[top] = must_read(source_dir + "/" + top);
  for (const char* folder : {"autograder", "cli", "cmake", "docs", "labs", "modules", "tests", "tinytensor"})
    for (const auto& entry : fs::recursive_directory_iterator(source_dir + "/" + folder))
      if (entry.is_regular_file() && !entry.is_symlink())
        files[entry.path().lexically_relative(source_dir).string()] = read_file(entry.path().string());
  const std::string templates = source_dir + "/autograder/templates/gradescope/";
  files["setup.sh"] = must_read(templates + "setup.sh");
  files["run_autograder"] = must_read(templates + "run_autograder");
  files["lab-to-grade"] = lab + "\n";
  if (!course.empty()) files["class.toml"] = must_read(course);
  return files;
}

std::string github_workflow(const std::string& source_dir, const std::string& lab,
                            const std::string& course) {
  std::string text = must_read(source_dir + "/autograder/templates/github/grade.yml");
  replace(text, "--lab LAB", "--lab " + lab + (course.empty() ? "" : " --class '" + course + "'"));
  return text;
}

}  // namespace tt::autograder
