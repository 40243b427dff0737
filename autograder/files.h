#pragma once
#include <string>

namespace tt::autograder {

// The whole file; empty where there is none.
std::string read_file(const std::string& path);

// Writes the file whole or not at all, whatever happens and whoever else writes it. Throws IoError.
void write_atomically(const std::string& path, const std::string& text);

}  // namespace tt::autograder
