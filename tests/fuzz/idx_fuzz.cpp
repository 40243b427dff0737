#include "tests/fuzz/fuzz.h"
#include "tinytensor/data/idx.h"

// The first byte chooses images or labels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const int rank = data[0] % 2 ? 3 : 1;
  return fuzz::refuse_or(data + 1, size - 1, [&](std::span<const std::byte> file) {
    const tt::data::Idx idx = tt::data::parse_idx(file, rank, "fuzz");
    std::int64_t count = 1;
    for (int size_of_axis : idx.dims) count *= size_of_axis;
    fuzz::require(count == static_cast<std::int64_t>(idx.bytes.size()));
  });
}
