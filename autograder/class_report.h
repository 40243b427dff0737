#pragma once
#include <string>
#include <vector>

#include "autograder/grade.h"

namespace tt::autograder {

// What a class found hard: for each lab how many handed it in, the points, how many passed each case, and the
// mistakes that were named most often. One page of HTML without scripts.
std::string class_report(const std::string& title, const std::vector<Grade>& grades);

}  // namespace tt::autograder
