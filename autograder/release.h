#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "autograder/starter.h"

namespace tt::autograder {

struct ReleaseOptions {
  StarterOptions starter;
  std::string build_dir, out;
  std::vector<std::uint64_t> seeds = {0, 1, 2, 3, 4};  // to practise with; tt lab check takes 0
};

struct Released {
  std::size_t files = 0, bytes = 0;       // of the tree
  std::size_t recorded = 0;               // how many of these bytes are recorded answers
  std::vector<std::string> remarks = {};  // one line each: what the instructor should know
};

// Writes a starter tree to the folder `out`, whole or not at all. Throws Error when `out` exists and is not
// empty, when a lab needs another one's solution that the tree would lack, and when a solution would leak.
Released release(const ReleaseOptions& options, const std::function<void(const std::string&)>& say);

}  // namespace tt::autograder
