#include "tinytensor/io/model_file.h"

#include "tests/fuzz/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> bytes) {
    const std::string path = fuzz::write("model", bytes);
    tt::nn::Sequential model = tt::io::load(path);
    tt::io::save(model, path);
    fuzz::require(tt::io::load(path).architecture() == model.architecture());
  });
}
