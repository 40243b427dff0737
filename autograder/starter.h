#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "autograder/class_config.h"
#include "autograder/lab.h"

namespace tt::autograder {

// Which solutions go where.
struct StarterOptions {
  std::string source_dir;
  std::vector<Lab> all;                    // labs there are
  std::set<int> labs = {}, revealed = {};  // numbers: those that students write; whose solution they get
  ClassConfig config = {};                 // its hidden cases are left out
};

// The project as students get it, path to text: what git tracks there, without solutions, mistakes, hidden
// cases, tests that need those, and what is an instructor's alone; every module's file that a lab is about is
// its stub. Recorded answers are not among it. Throws Error where the folder or the class's hidden cases do
// not allow it.
std::map<std::string, std::string> starter_tree(const StarterOptions& options);

// Lines of solutions which are not revealed, as "path: line", that stand in a tree though they stand nowhere
// outside of solutions in the framework and its modules. Short ones, like "return x;", are not looked for,
// nor the heads of loops.
std::vector<std::string> leaks(const std::map<std::string, std::string>& tree, const StarterOptions& options);

// The files of labs and modules in a tree in which something of the template (new_lab.h) still reads FILL IN.
std::vector<std::string> unfilled(const std::map<std::string, std::string>& tree);
}  // namespace tt::autograder
