#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "autograder/lab.h"

namespace tt::autograder {

// What a starter tree is made of, so far as answers depend on it.
struct PracticeOptions {
  std::string build_dir, source_dir;
  std::vector<Lab> all;          // labs there are
  std::set<int> labs, revealed;  // numbers: those to write, and those whose module's files are in the tree
  std::vector<std::string> hidden = {};  // cases of this lab that are left out
  std::vector<std::uint64_t> seeds = {};
};

// The labs that the cases of this one need beside those before it, by number: their answers come out only
// when these are written too. Found by asking probes whose other labs are stubs.
std::set<int> needed(const Lab& lab, const PracticeOptions& options);

// Writes the folder that Recorded reads, and gives remarks: the cases whose promises cannot be measured by a
// program that has stubs. Throws Error where a starter tree would not answer as the reference does.
std::vector<std::string> record_practice(const Lab& lab, const PracticeOptions& options,
                                         const std::string& folder);

}  // namespace tt::autograder
