#pragma once
#include <map>
#include <string>

#include "autograder/process.h"

namespace tt::autograder {

// What a compiler that failed printed: its first three errors, paths beginning where the student's view does. work: the
// folder that it worked in.
std::string compile_failure(const Outcome& outcome, const std::string& work);

// The first three warnings of one that did not fail.
std::string compile_warnings(const Outcome& outcome, const std::string& work);

// What a linker that failed printed: which names the files do not define, or define a second time.
std::string link_failure(const Outcome& outcome, const std::string& work,
                         const std::map<std::string, std::string>& files);

}  // namespace tt::autograder
