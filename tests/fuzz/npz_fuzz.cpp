#include "tests/fuzz/fuzz.h"
#include "tinytensor/io/npz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    const std::vector<tt::io::NpzEntry> entries = tt::io::parse_npz(file, "fuzz");
    std::vector<tt::io::NamedArray> arrays;
    for (const tt::io::NpzEntry& e : entries) arrays.push_back({e.name, e.array});
    const std::vector<tt::io::NpzEntry> again = tt::io::parse_npz(tt::io::npz_bytes(arrays), "again");
    fuzz::require(again.size() == entries.size());
    for (std::size_t i = 0; i < again.size(); ++i)
      fuzz::require(again[i].name == entries[i].name && again[i].array.bytes == entries[i].array.bytes);
  });
}
