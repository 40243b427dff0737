#pragma once
#include <string>

namespace tt::autograder {

// All of it; empty where there is none.
std::string read_file(const std::string& path);

// Whole or not at all, whatever happens, and whoever else writes it. Throws IoError.
void write_atomically(const std::string& path, const std::string& text);

}  // namespace tt::autograder
