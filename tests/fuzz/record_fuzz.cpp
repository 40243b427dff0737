#include "autograder/record.h"

#include "autograder/compare.h"
#include "autograder/probe/values.h"
#include "tests/fuzz/fuzz.h"

// What a student's process may write: held against an answer that has some values of every kind.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tt::probe::Values;
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    const std::string written(reinterpret_cast<const char*>(file.data()), file.size());
    const auto bytes = tt::autograder::only_record(written, "nonce");
    if (!bytes) return;
    const Values got = Values::from_bytes(*bytes);
    fuzz::require(got.to_bytes() == *bytes);
    Values right;
    right.put("number", 1.5);
    right.put("text", std::string("text"));
    right.put("floats", std::vector<float>{1, 2, 3});
    right.put_integers("integers", std::vector<int>{1, 2, 3});
    const std::vector<std::string> lines = tt::autograder::differences(right, right, got, 1e-3);
    fuzz::require(lines.size() < 8);
    for (const std::string& line : lines) fuzz::require(line.size() < 1000);
    fuzz::require(tt::autograder::differences(got, got, got, 0).empty());
  });
}
