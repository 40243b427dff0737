#include "autograder/class_config.h"

#include "tests/fuzz/file.h"

// A text as short as a time is read as one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> bytes) {
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.size() < 40) tt::autograder::parse_time(text);
    tt::autograder::Lab lab;
    lab.number = 1, lab.name = "01_affine";
    tt::autograder::load_class(fuzz::write("class.toml", bytes), {lab});
  });
}
