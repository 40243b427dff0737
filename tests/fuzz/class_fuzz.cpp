#include "autograder/class_config.h"

#include "tests/fuzz/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> bytes) {
    tt::autograder::Lab lab;
    lab.number = 1, lab.name = "01_affine";
    tt::autograder::load_class(fuzz::write("class.toml", bytes), {lab});
  });
}
