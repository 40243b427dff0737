#pragma once
#include <nlohmann/json.hpp>

#include "autograder/grade.h"

namespace tt::autograder {

using Json = nlohmann::ordered_json;

// The schema of docs/grading-a-class.md, version 1; both ways.
Json to_json(const Grade& grade);
Grade grade_from_json(const Json& json);  // throws Error for anything else

// Text that came from a student, for any report: control characters and everything that is not UTF-8 shown
// as \xNN, and cut at `most` bytes.
std::string harmless(const std::string& text, std::size_t most = 4000);

}  // namespace tt::autograder
