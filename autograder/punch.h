#pragma once
#include <string>

namespace tt::autograder {

// A module's file without the bodies that stand between the lines
//   // exercise: begin PART
//   // exercise: end
// Each is replaced by a throw of NotImplemented that names the part or (constant, to gain nothing either) by
// a return of nothing or zero. file: for messages. Throws Error naming the line when marks are not in pairs.
enum class Body { not_written, constant };
std::string punch(const std::string& source, const std::string& file, Body body = Body::not_written);

// Whether no part of a file is left that only says that it is not written.
bool is_written(const std::string& text);

// A stub that names its lab too, for programs with several labs' stubs: "lab 1, part 2 is not written yet".
std::string with_lab(std::string stub, int lab);
// What the stub of a lab other than this one printed; empty: nothing.
std::string other_labs_part(const std::string& printed, int lab);

}  // namespace tt::autograder
