#pragma once
#include <map>
#include <string>

#include "autograder/lab.h"

namespace tt::autograder {

// How to compile and link a lab's probe with files other than the module's, as CMake wrote it down.
struct LabBuild {
  std::string compiler, source_dir;
  std::string include_dir;           // the public headers alone
  std::string reference;             // the probe with the module's own files
  std::vector<std::string> flags;    // for a lab's files
  std::vector<std::string> program;  // the probe's objects
  std::string rest;                  // the archive of the module without the lab's files
  std::vector<std::string> objects;  // all of the module's
  std::vector<std::string> libraries;
};
// Throws Error when the labs were not built.
LabBuild load_build(const std::string& build_dir, const Lab& lab);

struct Built {
  std::string program = {};  // empty: it does not compile
  std::string errors = {};   // the compiler's first three, without long paths
  std::string warnings = {};
  double compile_seconds = 0, link_seconds = 0;
};
// Builds in `work`, a folder that is made if it is missing; what was built there from the same texts is
// reused. One build at a time runs in it, whoever asks.
struct BuildOptions {
  std::string work;
  std::string program = "probe";  // its name there
  bool sanitize = false;          // the files, with address and undefined-behaviour sanitizers
};
// Builds the lab's probe with these files (name to text) in place of the module's: all of lab.files, and any
// others given.
Built build_probe(const LabBuild& build, const Lab& lab, const std::map<std::string, std::string>& files,
                  const BuildOptions& options);

}  // namespace tt::autograder
