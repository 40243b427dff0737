#pragma once
#include <map>
#include <string>
#include <vector>

#include "autograder/probe/values.h"

namespace tt::autograder {

// What is wrong with an answer, in lines for a student; none when it is right. Sizes come first. Numbers and
// floats may be off by tolerance times the largest right one, and NaN is right only where the right one is
// NaN. The text of an error (see Answer::said) stands with what is wrong because of it.
std::vector<std::string> differences(const probe::Values& question, const probe::Values& right,
                                     const probe::Values& got, double tolerance,
                                     const std::map<std::string, std::string>& said = {});

// Whether both have the same names, each with the same kind and number of values.
bool same_form(const probe::Values& right, const probe::Values& got);

}  // namespace tt::autograder
