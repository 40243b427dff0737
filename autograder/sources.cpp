#include "autograder/sources.h"

#include <filesystem>

#include "autograder/files.h"
#include "autograder/punch.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

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
  const std::string kept = read_file(lab.folder + "/stubs/" + name);
  return kept.empty() ? punch(module_files(lab, source_dir).at(name), name) : kept;
}

// A student's compiler reads lab.h first, a module's does not.
static std::string with_errors(std::string stub) {
  const std::string include = "#include \"tinytensor/tensor/error.h\"\n";
  if (stub.find(include) == std::string::npos) stub.insert(stub.find('\n') + 1, "\n" + include);
  return stub;
}

std::map<std::string, std::string> starter_files(const Lab& lab, const std::string& source_dir) {
  std::map<std::string, std::string> files = module_files(lab, source_dir);
  for (auto& [name, text] : files) {
    const std::string standin = read_file(lab.folder + "/standin/" + name);
    text = standin.empty() ? with_errors(with_lab(punch(text, name), lab.number)) : standin;
  }
  return files;
}

std::map<std::string, std::string> edited_files(const Lab& lab, const Edit& edit,
                                                const std::string& source_dir) {
  std::map<std::string, std::string> files = module_files(lab, source_dir);
  std::string& text = files.at(edit.file);
  const std::size_t at = text.find(edit.find);
  if (at == std::string::npos || text.find(edit.find, at + 1) != std::string::npos)
    throw Error(lab.name + "/mutants.toml: \"" + edit.find + "\" must be in " + edit.file + " exactly once");
  text.replace(at, edit.find.size(), edit.replace);
  return files;
}

}  // namespace tt::autograder
