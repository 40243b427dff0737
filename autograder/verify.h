#pragma once
#include <string>
#include <vector>

#include "autograder/lab.h"

namespace tt::autograder {

struct VerifyOptions {
  std::string build_dir, source_dir;
  int seeds = 20;
  std::size_t most_mutants = 10000;  // of each lab
};

// What proves a lab's checks, over all seeds.
struct Verified {
  int cases = 0;
  bool reference_full = true;  // the module's own files get every point
  bool stub_none =
      true;  // the stub gets none, and all its cases read "not written yet"; an empty file gets none
  bool constants_none = true;         // bodies that return nothing or zero get none
  bool files_current = true;          // the stubs and the picture are what the module gives
  std::size_t mutants = 0;            // that were tried
  int mutants_caught = 0;             // lose points in their part, with every seed
  int alternatives_accepted = 0;      // of lab.alternatives: other ways to be right, which lose nothing
  std::vector<std::string> problems;  // one line each; empty: proved
};
Verified verify(const Lab& lab, const VerifyOptions& options);

}  // namespace tt::autograder
