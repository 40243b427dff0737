#include "tinytensor/data/cifar10.h"

#include <filesystem>

#include "tinytensor/io/file.h"
#include "tinytensor/tensor/error.h"

namespace tt::data {

namespace {

constexpr std::size_t pixels = 32 * 32, record = 1 + 3 * pixels;

Dataset load_part(const std::vector<std::string>& paths) {
  std::vector<std::uint8_t> images;
  std::vector<int> labels;
  for (const std::string& path : paths) {
    const io::MappedFile file(path);
    parse_cifar10(file.bytes(), path, images, labels);
  }
  return Dataset("cifar10", {32, 32, 3}, std::move(images), std::move(labels), 10);
}

}  // namespace

void parse_cifar10(std::span<const std::byte> file, const std::string& name,
                   std::vector<std::uint8_t>& images, std::vector<int>& labels) {
  if (file.empty() || file.size() % record != 0)
    throw IoError("cifar10: " + name + ": " + std::to_string(file.size()) +
                  " bytes are not whole records of " + std::to_string(record));
  images.reserve(images.size() + file.size());
  for (; !file.empty(); file = file.subspan(record)) {
    const int label = std::to_integer<int>(file[0]);
    if (label > 9)
      throw IoError("cifar10: " + name + ": label " + std::to_string(label) + " is outside 0 to 9");
    labels.push_back(label);
    const auto planes = file.subspan(1);
    for (std::size_t i = 0; i < pixels; ++i)
      for (std::size_t channel = 0; channel < 3; ++channel)
        images.push_back(std::to_integer<std::uint8_t>(planes[channel * pixels + i]));
  }
}

Split load_cifar10(const std::string& directory) {
  std::string folder = directory.empty() ? "." : directory;
  if (!std::filesystem::exists(folder + "/test_batch.bin") &&
      std::filesystem::exists(folder + "/cifar-10-batches-bin/test_batch.bin"))
    folder += "/cifar-10-batches-bin";
  if (!std::filesystem::exists(folder + "/test_batch.bin"))
    throw IoError("cifar10: " + folder +
                  " has no test_batch.bin. The binary version of CIFAR-10 belongs there.");
  std::vector<std::string> train;
  for (int i = 1; i <= 5; ++i) train.push_back(folder + "/data_batch_" + std::to_string(i) + ".bin");
  return {load_part(train), load_part({folder + "/test_batch.bin"})};
}

}  // namespace tt::data
