#pragma once
#include <map>
#include <string>

#include "autograder/lab.h"

namespace tt::autograder {

// A lab's files as the module has them, name to text, and the same with an edit. Throw Error when the module
// has no such file, or the text to replace is not in it exactly once.
std::map<std::string, std::string> module_files(const Lab& lab, const std::string& source_dir);
std::map<std::string, std::string> edited_files(const Lab& lab, const Edit& edit,
                                                const std::string& source_dir);

// The stub of one of the lab's files; in a starter tree, the one that came with it.
std::string stub_of(const Lab& lab, const std::string& name, const std::string& source_dir);

// What a starter tree's module has for the lab until it is written: stubs that name the lab or, for files in
// its folder standin/, those: a plain way, not a solution, for earlier labs that need this one.
std::map<std::string, std::string> starter_files(const Lab& lab, const std::string& source_dir);

}  // namespace tt::autograder
