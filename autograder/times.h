#pragma once
#include <cstdint>
#include <map>
#include <string>

namespace tt::autograder {

// "2026-10-01T23:59:00Z", or with an offset like +02:00, as seconds since 1970. Throws Error.
std::int64_t parse_time(const std::string& text);
std::string time_text(std::int64_t seconds);

// Lines "NAME,TIME": when each of a class handed in. Throws IoError when the file cannot be read, and Error
// with the line that has another form.
std::map<std::string, std::int64_t> read_times(const std::string& file);

}  // namespace tt::autograder
