#include "autograder/times.h"

#include "tests/fuzz/file.h"

// What is read is said again as it was meant.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> bytes) {
    for (const auto& [name, time] : tt::autograder::read_times(fuzz::write("times.csv", bytes)))
      fuzz::require(tt::autograder::parse_time(tt::autograder::time_text(time)) == time);
  });
}
