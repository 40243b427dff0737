#include "autograder/crash.h"

#include "tests/fuzz/fuzz.h"

// What a student's process may print, each line sixteen times as long: none may take the judge's stack, or
// its time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tt::autograder::Outcome outcome;
  for (std::size_t i = 0; i < size; ++i)
    outcome.printed.append(data[i] == '\n' ? 1 : 16, static_cast<char>(data[i]));
  tt::autograder::crash_lines(outcome);
  outcome.printed.assign(reinterpret_cast<const char*>(data), size);
  for (const std::string& line : tt::autograder::crash_lines(outcome))
    fuzz::require(line.size() < 1000 && line.find('\n') == std::string::npos);
  return 0;
}
