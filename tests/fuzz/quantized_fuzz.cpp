#include "modules/quantization/model_file.h"
#include "tests/fuzz/file.h"

// What is read can be written, and is the same then.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> bytes) {
    const std::string path = fuzz::write("model", bytes);
    if (!tt::quant::is_quantized_file(path)) return;
    const auto model = tt::quant::load(path);
    tt::quant::save(*model, path);
    const auto again = tt::quant::load(path);
    fuzz::require(again->architecture() == model->architecture() && again->nbytes() == model->nbytes());
  });
}
