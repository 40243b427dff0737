#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/data/dataset.h"

namespace tt::data {

// What an IDX file of bytes holds: MNIST's format, big-endian sizes and then the values.
struct Idx {
  std::vector<int> dims;            // [60000, 28, 28] for images, [60000] for labels
  std::vector<std::uint8_t> bytes;  // row-major, as many as the dims say
};

// file: the bytes of one, plain or gzip; rank: 3 for images, 1 for labels; name: for messages. Throws IoError
// when the magic number is not that of bytes of that rank, a size is past 2^31 - 1, or the sizes and the
// bytes disagree.
Idx parse_idx(std::span<const std::byte> file, int rank, const std::string& name);
Idx read_idx(const std::string& path, int rank);

// MNIST and datasets in its format (Fashion-MNIST, KMNIST): samples [H, W, 1], 10 classes. In directory:
// train-images-idx3-ubyte, train-labels-idx1-ubyte and the same with t10k, each with or without .gz, or
// spelled train-images.idx3-ubyte.
Split load_mnist(const std::string& directory);

}  // namespace tt::data
