#pragma once
#include <string>
#include <string_view>

namespace tt::autograder {

// What is wrong with the name of an archive's entry ("leads out of the archive"); empty when nothing is. Good
// names are relative paths in UTF-8 whose parts are what they look like: no control, zero-width or
// direction-changing characters, no space at either end of a part. A folder's name ends in a slash.
std::string refused_name(std::string_view name);

}  // namespace tt::autograder
