#pragma once
#include <nlohmann/json.hpp>

#include "autograder/grade.h"

namespace tt::autograder {

using Json = nlohmann::ordered_json;

// To and from the schema of docs/grading-a-class.md, version 1.
Json to_json(const Grade& grade);
Grade grade_from_json(const Json& json);  // throws Error for anything else

}  // namespace tt::autograder
