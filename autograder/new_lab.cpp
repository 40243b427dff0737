#include "autograder/new_lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "autograder/files.h"
#include "autograder/lab.h"
#include "autograder/punch.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

class Writer {
 public:
  Writer(fs::path source_dir, std::string name, std::string module)
      : source_dir_(std::move(source_dir)), name_(std::move(name)), module_(std::move(module)) {
    if (!std::regex_match(name_, std::regex("[a-z][a-z0-9_]*")))
      throw Error("new: a name is lower-case letters, digits and _, starting with a letter: " + name_);
    namespace_ = namespace_of_module();
  }

  void number(int number) { number_ = fmt::format("{:02}", number); }
  std::string lab() const { return number_ + "_" + name_; }

  std::string filled(const std::string& from) const {
    std::ifstream in(source_dir_ / "autograder/templates" / from, std::ios::binary);
    if (!in) throw Error("new: there is no template " + from);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    for (const auto& [key, value] : {std::pair{"@NAME@", name_},
                                     {"@MODULE@", module_},
                                     {"@NAMESPACE@", namespace_},
                                     {"@NUMBER@", number_},
                                     {"@LAB@", lab()}})
      for (std::size_t at; (at = text.find(key)) != std::string::npos;)
        text.replace(at, std::string(key).size(), value);
    return text;
  }
  void write(const std::string& to, const std::string& text) {
    const fs::path path = source_dir_ / to;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    written.push_back(to);
  }
  // The example and its test.
  void write_example() {
    const std::string folder = "modules/" + module_ + "/";
    write(folder + name_ + ".h", filled("example.h"));
    write(folder + name_ + ".cpp", filled("example.cpp"));
    write(folder + "tests/" + name_ + "_test.cpp", filled("example_test.cpp"));
  }
  void refuse_existing(const std::string& path) const {
    if (fs::exists(source_dir_ / path)) throw Error("new: " + path + " already exists");
  }

  std::vector<std::string> written;

 private:
  // "quant" for the module quantization: what its headers say; without any, the module's own name.
  std::string namespace_of_module() const {
    const fs::path folder = source_dir_ / "modules" / module_;
    if (!fs::is_directory(folder)) return module_;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".h") continue;
      const std::string text = read_file(entry.path().string());
      if (std::smatch m; std::regex_search(text, m, std::regex("namespace tt::([a-z_0-9]+) \\{")))
        return m[1];
    }
    return module_;
  }

  fs::path source_dir_;
  std::string name_, module_, namespace_, number_;
};

}  // namespace

std::vector<std::string> new_module(const std::string& source_dir, const std::string& name) {
  Writer w(source_dir, name, name);
  const std::string folder = "modules/" + name;
  w.refuse_existing(folder);
  w.write(folder + "/CMakeLists.txt", "tt_module(" + name + ")\n");
  w.write(folder + "/README.md", w.filled("module.md"));
  w.write_example();
  return w.written;
}

std::vector<std::string> new_lab(const std::string& source_dir, const std::string& name,
                                 const std::string& module) {
  Writer w(source_dir, name, module);
  if (!fs::exists(fs::path(source_dir) / "modules" / module / "CMakeLists.txt"))
    throw Error("new: there is no module " + module + ". Make it: ./tt instructor new module " + module);
  int number = 1;
  for (const Lab& lab : load_labs(source_dir + "/labs")) {
    number = std::max(number, lab.number + 1);
    if (lab.module == module && std::ranges::find(lab.files, name + ".cpp") != lab.files.end())
      throw Error("new: modules/" + module + "/" + name + ".cpp already belongs to lab " + lab.name +
                  ". Take another name");
    if (lab.name.substr(lab.name.find('_') + 1) == name)
      throw Error("new: labs/" + lab.name + " already exists");
  }
  w.number(number);
  if (!fs::exists(fs::path(source_dir) / "modules" / module / (name + ".cpp"))) w.write_example();
  const std::string folder = "labs/" + w.lab() + "/";
  w.write(folder + "CMakeLists.txt", "tt_lab()\n");
  w.write(folder + "README.md", w.filled("handout.md"));
  for (const char* file : {"lab.toml", "probe.cpp", "mutants.toml"}) w.write(folder + file, w.filled(file));
  w.write(folder + name + ".cpp", punch(w.filled("example.cpp"), name + ".cpp"));
  return w.written;
}

}  // namespace tt::autograder
