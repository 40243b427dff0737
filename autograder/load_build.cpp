#include <fstream>
#include <sstream>

#include "autograder/build.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

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

}  // namespace tt::autograder
