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

}  // namespace tt::autograder
