#include "tests/fuzz/fuzz.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/io/architecture_text.h"

// A text that claims little must not build much.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> file) {
    const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    if (tt::io::claimed_values(text) > 1 << 20) return;
    tt::Rng rng;
    tt::nn::Sequential model = tt::io::make_model(text, rng);
    const std::string spelled = model.architecture();
    fuzz::require(tt::io::make_model(spelled, rng).architecture() == spelled);
  });
}
