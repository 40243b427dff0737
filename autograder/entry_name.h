#pragma once
#include <string>
#include <string_view>

namespace tt::autograder {

// What is wrong with an archive's entry of this name ("leads out of the archive"); empty when nothing is.
// Good names are relative paths in UTF-8 whose every part is seen as it is: no control characters, none
// without a width or of another direction, no space at either end of a part. A folder's name ends in a slash.
std::string refused_name(std::string_view name);

}  // namespace tt::autograder
