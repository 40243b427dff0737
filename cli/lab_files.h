#pragma once
#include <map>
#include <string>

#include "autograder/lab.h"

namespace tt::cli {

inline const std::string labs = TT_SOURCE_DIR "/labs";

// The files of a lab as the student has them, name to text.
std::map<std::string, std::string> students_files(const autograder::Lab& lab);
// Whether nothing in them says that it is not written yet.
bool finished(const autograder::Lab& lab);
// The files of the same module's other labs. others_files: of finished labs; neighbours: in a starter tree,
// where the module has only stubs of them, as far as they are written.
std::map<std::string, std::string> others_files(const autograder::Lab& lab);
std::map<std::string, std::string> neighbours(const autograder::Lab& lab);

// Renames a student's file to the first of FILE.1.bak, FILE.2.bak ... that is free. Result: that name.
std::string keep_aside(const std::string& file);

// If --mine is among the arguments: builds this program with every finished lab's files in place of the
// module's, says which, and becomes it, without --mine. Throws Error when they do not compile.
void become_mine(int argc, char** argv);

}  // namespace tt::cli
