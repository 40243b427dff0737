#include "autograder/times.h"

#include <ctime>
#include <fstream>

#include "autograder/text.h"
#include "autograder/toml.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

std::int64_t parse_time(const std::string& text) {
  try {
    const toml::table parsed = toml::parse("t = " + text);
    if (const auto time = parsed["t"].value<toml::date_time>(); time && time->offset)
      return seconds_of(*time);
  } catch (const toml::parse_error&) {  // reported below
  } catch (const Error&) {
  }
  throw Error("\"" + one_line(text) + "\" is not a time like 2026-10-01T23:59:00Z");
}

std::string time_text(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  char text[40];
  if (!gmtime_r(&time, &parts) || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
    return "";
  return text;
}

std::map<std::string, std::int64_t> read_times(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw IoError("cannot read " + file);
  std::map<std::string, std::int64_t> times;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (number == 1 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);  // spreadsheets begin files so
    line = trimmed(line);
    if (line.empty()) continue;
    const std::size_t comma = line.rfind(',');
    try {
      if (comma == std::string::npos) throw Error("\"" + one_line(line) + "\" is not NAME,TIME");
      const std::string name = trimmed(line.substr(0, comma), " \t\"");
      if (!times.emplace(name, parse_time(trimmed(line.substr(comma + 1), " \t\""))).second)
        throw Error(one_line(name) + " is listed twice");
    } catch (const Error& error) {
      throw Error(file + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  if (times.empty()) throw Error(file + " has no lines NAME,TIME");
  return times;
}

}  // namespace tt::autograder
