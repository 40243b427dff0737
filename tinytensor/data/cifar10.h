#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/data/dataset.h"

namespace tt::data {

// Appends one CIFAR-10 binary file: records of a label and 32x32 red, then green, then blue. The images are
// appended channels-last, [32, 32, 3]. Throws IoError unless the file is whole records with labels 0 to 9;
// name: for messages.
void parse_cifar10(std::span<const std::byte> file, const std::string& name,
                   std::vector<std::uint8_t>& images, std::vector<int>& labels);

// data_batch_1.bin to data_batch_5.bin and test_batch.bin, in directory or in its cifar-10-batches-bin.
Split load_cifar10(const std::string& directory);

}  // namespace tt::data
