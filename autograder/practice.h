#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "autograder/lab.h"

namespace tt::autograder {

// The parts of a starter tree that answers depend on.
struct PracticeOptions {
  std::string build_dir, source_dir;
  std::vector<Lab> all;          // all labs there are
  std::set<int> labs, revealed;  // numbers: those to write, and those whose module's files are in the tree
  std::vector<std::string> hidden = {};  // cases of this lab that are left out
  std::vector<std::uint64_t> seeds = {};
};

// The numbers of the labs that this one's cases need besides those before it: the cases have no answers until
// these are written too. Found by asking probes whose other labs are stubs.
std::set<int> needed(const Lab& lab, const PracticeOptions& options);

// Writes the folder that Recorded reads. Returns remarks: the cases whose promises a program with stubs
// cannot measure. Throws Error where a starter tree would not answer as the reference does.
std::vector<std::string> record_practice(const Lab& lab, const PracticeOptions& options,
                                         const std::string& folder);

}  // namespace tt::autograder
