#pragma once
#include <string>
#include <vector>

#include "autograder/grade.h"

namespace tt::autograder {

// What a batch writes in its folder `out`: results/NAME.json of each submission, and class.csv beside them.

// What a submission's files are called, without an extension: its name, but no longer than a file's can be.
std::string result_name(const std::string& submission);
std::string result_file(const std::string& out, const std::string& submission);

// Whether the file holds a whole result. Anything else is graded again.
bool read_result(const std::string& file, Grade& grade);

// All whole results, by name. Throws Error when there are none.
std::vector<Grade> read_results(const std::string& out);

// Of several slices that end at once, whichever writes last has seen the results of all.
void write_class_csv(const std::string& out);

}  // namespace tt::autograder
