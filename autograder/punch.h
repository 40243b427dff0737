#pragma once
#include <string>

namespace tt::autograder {

// A file of a module with the bodies taken out that stand between the lines
//   // exercise: begin PART
//   // exercise: end
// Each is replaced by a throw of NotImplemented that names the part or, for what must gain nothing either, by
// a return of nothing or zero. file: for messages. Throws Error naming the line when marks are not in pairs.
enum class Body { not_written, constant };
std::string punch(const std::string& source, const std::string& file, Body body = Body::not_written);

// Whether a file has no part any more that only says that it is not written.
bool is_written(const std::string& text);

// A stub that names its lab too, for where those of several labs are linked: "lab 1, part 2 is not written yet".
std::string with_lab(std::string stub, int lab);
// What a stub of a lab other than this one said among what was printed; empty: nothing.
std::string other_labs_part(const std::string& printed, int lab);

}  // namespace tt::autograder
