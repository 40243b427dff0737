#pragma once
#include <string>
#include <vector>

#include "autograder/grade.h"

namespace tt::autograder {

// What a batch writes in its folder `out`: results/NAME.json for each submission, and class.csv beside them.

// The name of a submission's files, without extension: its own, shortened where a file's may not be so long.
std::string result_name(const std::string& submission);
std::string result_file(const std::string& out, const std::string& submission);

// Whether the file holds a whole result. Anything else is graded again.
bool read_result(const std::string& file, Grade& grade);

// All whole results, by name. Throws Error when there are none.
std::vector<Grade> read_results(const std::string& out);

// When several slices end at once, the last to write has seen the results of all.
void write_class_csv(const std::string& out);

}  // namespace tt::autograder
