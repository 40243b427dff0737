#pragma once
#include <map>
#include <string>

#include "autograder/process.h"

namespace tt::autograder {

// The first three errors of a compiler that failed, with paths as the student sees them. work: the folder
// that it worked in.
std::string compile_failure(const Outcome& outcome, const std::string& work);

// The first three warnings of a compiler that did not fail.
std::string compile_warnings(const Outcome& outcome, const std::string& work);

// From the output of a linker that failed: which names the files do not define, or define twice.
std::string link_failure(const Outcome& outcome, const std::string& work,
                         const std::map<std::string, std::string>& files);

}  // namespace tt::autograder
