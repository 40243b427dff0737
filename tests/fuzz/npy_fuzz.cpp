#include "tests/fuzz/fuzz.h"
#include "tinytensor/io/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    const tt::io::Array array = tt::io::parse_npy(file, "fuzz");
    const tt::io::Array again = tt::io::parse_npy(tt::io::npy_bytes(array), "again");
    fuzz::require(again.shape == array.shape && again.bytes == array.bytes && again.dtype == array.dtype);
    tt::io::to_tensor(array);
  });
}
