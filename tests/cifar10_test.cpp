#include "tinytensor/data/cifar10.h"

#include "tests/hostile.h"
#include "tests/temporary.h"
#include "tinytensor/data/datasets.h"

using namespace tt;
using namespace tt::data;
using Catch::Matchers::Contains;
using hostile::Bytes;

namespace {

constexpr int pixels = 32 * 32;

// A record whose red, green and blue at place i are i, i + 1 and i + 2 (modulo 256).
Bytes record(int label) {
  Bytes b = hostile::bytes({label});
  for (int channel = 0; channel < 3; ++channel)
    for (int i = 0; i < pixels; ++i) b.push_back(static_cast<std::byte>(i + channel));
  return b;
}

const auto reader = [](std::span<const std::byte> file) {
  std::vector<std::uint8_t> images;
  std::vector<int> labels;
  parse_cifar10(file, "x", images, labels);
};

}  // namespace

TEST_CASE("CIFAR-10's planes become channels-last") {
  std::vector<std::uint8_t> images;
  std::vector<int> labels;
  parse_cifar10(record(3), "x", images, labels);
  parse_cifar10(record(9), "x", images, labels);
  CHECK(labels == std::vector<int>{3, 9});
  REQUIRE(images.size() == 2 * 3 * pixels);
  for (std::size_t at = 0; at < images.size(); ++at) {
    const std::size_t i = at / 3 % pixels, channel = at % 3;
    REQUIRE(images[at] == static_cast<std::uint8_t>(i + channel));
  }
}

TEST_CASE("CIFAR-10: parts of records and labels above 9 are refused") {
  CHECK(hostile::refusal(record(10), reader) == "cifar10: x: label 10 is outside 0 to 9");
  CHECK(hostile::refusal({}, reader) == "cifar10: x: 0 bytes are not whole records of 3073");
  hostile::refuses_every_truncation(record(1), reader);
  Bytes longer = record(1);
  longer.push_back({});
  CHECK(hostile::refusal(longer, reader) == "cifar10: x: 3074 bytes are not whole records of 3073");
}

TEST_CASE("CIFAR-10 is put together from its six files") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(load_cifar10(folder.path()), Contains("has no test_batch.bin"));
  std::filesystem::create_directory(folder / "cifar-10-batches-bin");
  const std::string inner = folder / "cifar-10-batches-bin/";
  for (int i = 1; i <= 5; ++i) write_bytes(inner + "data_batch_" + std::to_string(i) + ".bin", record(i));
  write_bytes(inner + "test_batch.bin", record(0));
  for (const std::string& directory : {folder.path(), inner}) {
    const Split split = load_dataset("cifar10:" + directory);
    CHECK(std::vector<int>(split.train.labels().begin(), split.train.labels().end()) ==
          std::vector<int>{1, 2, 3, 4, 5});
    CHECK(split.test.count() == 1);
    CHECK(split.test.sample_shape() == Shape{32, 32, 3});
    CHECK(split.test.gather(std::vector<int>{0}).x.values()[5] == 3 / 255.0f);  // blue of the second pixel
  }
  std::filesystem::remove(inner + "data_batch_3.bin");
  CHECK_THROWS_WITH(load_cifar10(inner), Contains("data_batch_3.bin") && Contains("No such file"));
}
