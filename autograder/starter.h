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
  std::vector<Lab> all;                    // all labs there are
  std::set<int> labs = {}, revealed = {};  // numbers: labs that students write; labs whose solution they get
  ClassConfig config = {};                 // its hidden cases are left out
};

// The project as students get it, path to text: what git tracks, without solutions, mistakes, hidden cases,
// tests that need those, and what is for instructors alone; a module's file that a lab is about is its stub.
// Recorded answers are not included. Throws Error where the folder or the class's hidden cases do not allow
// it.
std::map<std::string, std::string> starter_tree(const StarterOptions& options);

// Lines of unrevealed solutions in a tree, as "path: line", that occur in the framework and its modules only
// inside solutions. Short ones, like "return x;", and the heads of loops are not looked for.
std::vector<std::string> leaks(const std::map<std::string, std::string>& tree, const StarterOptions& options);

// The files of labs and modules in a tree in which some of the template (new_lab.h) still reads FILL IN.
std::vector<std::string> unfilled(const std::map<std::string, std::string>& tree);
}  // namespace tt::autograder
