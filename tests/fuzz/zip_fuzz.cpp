#include "autograder/archive.h"
#include "autograder/entry_name.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    const tt::autograder::ZipLimits limits{.archive_bytes = 1 << 16, .entries = 20, .bytes = 1 << 20};
    std::size_t sum = 0;
    for (const auto& [name, text] : tt::autograder::read_zip(file, "fuzz", limits)) {
      fuzz::require(tt::autograder::refused_name(name).empty() && !name.ends_with('/'));
      sum += text.size();
    }
    fuzz::require(sum <= limits.bytes);
  });
}
