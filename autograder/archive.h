#pragma once
#include <map>
#include <string>

namespace tt::autograder {

// Writes a zip file of these, name to text. Throws IoError naming the path when it cannot be written.
void write_zip(const std::string& path, const std::map<std::string, std::string>& files);

}  // namespace tt::autograder
