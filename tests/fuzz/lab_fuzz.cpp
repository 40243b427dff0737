#include "autograder/lab.h"

#include <cmath>

#include "tests/fuzz/file.h"

// lab.toml, then a zero, then mutants.toml.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refuse_or(data, size, [](std::span<const std::byte> bytes) {
    const auto zero = std::ranges::find(bytes, std::byte{0});
    const auto before = static_cast<std::size_t>(zero - bytes.begin());
    fuzz::write("lab.toml", bytes.first(before));
    fuzz::write("mutants.toml", bytes.subspan(std::min(before + 1, bytes.size())));
    const tt::autograder::Lab lab = tt::autograder::load_lab(fuzz::folder());
    fuzz::require(std::isfinite(lab.points()) && lab.points() >= 0 && !lab.parts.empty() &&
                  !lab.files.empty());
    fuzz::require(lab.seconds > 0 && lab.seconds < 1e5 && lab.memory_mb > 0 && lab.minutes > 0);
    for (const auto& m : lab.mutants)
      fuzz::require(m.part >= 1 && m.part <= static_cast<int>(lab.parts.size()));
  });
}
