#include "tests/fuzz/fuzz.h"
#include "tinytensor/data/cifar10.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    std::vector<std::uint8_t> images;
    std::vector<int> labels;
    tt::data::parse_cifar10(file, "fuzz", images, labels);
    fuzz::require(images.size() == labels.size() * 3 * 32 * 32 &&
                  images.size() + labels.size() == file.size());
  });
}
