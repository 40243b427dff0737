#pragma once
#include <map>
#include <string>

#include "autograder/lab.h"

namespace tt::autograder {

// How a lab's probe is compiled and linked with other files than the module's: what CMake wrote for it.
struct LabBuild {
  std::string compiler, source_dir;
  std::string include_dir;           // the public headers alone
  std::string reference;             // the probe with the module's own files
  std::vector<std::string> flags;    // of files of a lab
  std::vector<std::string> program;  // objects: the probe
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
// In `work`, a folder that is made where it is missing; what was built there of the same texts before is
// taken again. One build at a time goes on in it, whoever asks.
struct BuildOptions {
  std::string work;
  std::string program = "probe";  // its name there
  bool sanitize = false;          // the files, with address and undefined-behaviour sanitizers
};
// The lab's probe with these files (name to text) in place of the module's: all of lab.files, and others too
// if they are given.
Built build_probe(const LabBuild& build, const Lab& lab, const std::map<std::string, std::string>& files,
                  const BuildOptions& options);

}  // namespace tt::autograder
