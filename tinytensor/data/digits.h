#pragma once
#include <cstdint>

#include "tinytensor/data/dataset.h"

namespace tt::data {

enum class DigitsPart { train, test };

// Handwritten digits, drawn: samples [28, 28, 1], light on dark like MNIST's, classes 0 to 9. Needs no files.
// Image i depends only on (seed, part, i), to the last bit on every machine, whatever the count and number of
// threads. Throws ValueError when count is negative or past 2^31 - 1.
Dataset draw_digits(DigitsPart part, std::int64_t count, std::uint64_t seed = 0);

}  // namespace tt::data
