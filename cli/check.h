#pragma once
// What the command line may say, with refusals that a person can read.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace tt::cli {

// A whole number, both ends included.
inline CLI::Validator whole(long low, long high = LONG_MAX) {
  const auto check = [=](const std::string& text) -> std::string {
    char* end = nullptr;
    errno = 0;
    const long n = std::strtol(text.c_str(), &end, 10);
    if (!text.empty() && *end == '\0' && errno == 0 && n >= low && n <= high) return "";
    if (high >= 1 << 30) return fmt::format("\"{}\" is not a whole number from {} up", text, low);
    return fmt::format("\"{}\" is not a whole number from {} to {}", text, low, high);
  };
  return {check, ""};
}

// A number that is not negative; infinity and NaN are none.
inline CLI::Validator not_negative() {
  const auto check = [](const std::string& text) -> std::string {
    char* end = nullptr;
    const float v = std::strtof(text.c_str(), &end);
    if (!text.empty() && *end == '\0' && v >= 0 && v <= 3e38f) return "";
    return fmt::format("\"{}\" is not a number from 0 up", text);
  };
  return {check, ""};
}

inline std::string none_of(const std::string& text, const std::vector<std::string>& names) {
  return fmt::format("there is no \"{}\". There are: {}", text, fmt::join(names, ", "));
}

inline CLI::Validator one_of(const std::vector<std::string>& names) {
  const auto check = [=](const std::string& text) {
    return std::ranges::find(names, text) != names.end() ? std::string() : none_of(text, names);
  };
  return {check, ""};
}

// Turns a name into the enum that it stands for.
template <class Enum>
CLI::Validator name_of(const std::map<std::string, Enum>& values) {
  const auto change = [=](std::string& text) -> std::string {
    const auto found = values.find(CLI::detail::to_lower(text));
    std::vector<std::string> names;
    for (const auto& [name, value] : values) names.push_back(name);
    if (found == values.end()) return none_of(text, names);
    text = std::to_string(static_cast<int>(found->second));
    return "";
  };
  return {change, ""};
}

}  // namespace tt::cli
