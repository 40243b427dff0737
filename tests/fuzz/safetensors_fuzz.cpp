#include "tests/fuzz/fuzz.h"
#include "tinytensor/io/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    const tt::io::SafetensorsContents contents = tt::io::parse_safetensors(file, "fuzz");
    std::size_t sum = 0;
    for (const auto& [name, array] : contents.entries)
      for (std::byte b : array.bytes)
        sum += std::to_integer<std::size_t>(b) + 1;  // every byte lies in the file
    fuzz::require(sum < 257 * file.size() + 1);
    const std::vector<std::byte> written = tt::io::safetensors_bytes(contents.metadata, contents.entries);
    const tt::io::SafetensorsContents again = tt::io::parse_safetensors(written, "again");
    fuzz::require(tt::io::safetensors_bytes(again.metadata, again.entries) == written);
  });
}
