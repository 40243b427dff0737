#pragma once
#include <string>
#include <vector>

namespace tt::autograder {

// Make folders from autograder/templates that build, test and verify as they are; what to fill in reads FILL
// IN. Return the files written, relative to source_dir. Throw Error when name is not lower-case letters,
// digits and _ beginning with a letter, or when a file to be written exists.
std::vector<std::string> new_module(const std::string& source_dir, const std::string& name);
// modules/MODULE/NAME.h and .cpp with a test, unless they are there, and labs/NN_NAME, NN the next number.
std::vector<std::string> new_lab(const std::string& source_dir, const std::string& name,
                                 const std::string& module);

}  // namespace tt::autograder
