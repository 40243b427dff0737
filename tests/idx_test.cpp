#include "tinytensor/data/idx.h"

#include <zlib.h>

#include "tests/hostile.h"
#include "tests/temporary.h"
#include "tinytensor/data/datasets.h"

using namespace tt;
using namespace tt::data;
using Catch::Matchers::Contains;
using Catch::Matchers::Message;
using hostile::Bytes;

namespace {

Bytes header(int rank, const std::vector<std::uint32_t>& sizes) {
  Bytes b = hostile::bytes({0, 0, 8, rank});
  for (std::uint32_t size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) b.push_back(static_cast<std::byte>(size >> shift));
  return b;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes counted(int n) {
  Bytes b;
  for (int i = 0; i < n; ++i) b.push_back(static_cast<std::byte>(i));
  return b;
}

Bytes images(int count, int height = 2, int width = 3) {
  const auto size = [](int n) { return static_cast<std::uint32_t>(n); };
  return header(3, {size(count), size(height), size(width)}) + counted(count * height * width);
}

Bytes labels(const std::vector<int>& values) {
  Bytes b = header(1, {static_cast<std::uint32_t>(values.size())});
  for (int v : values) b.push_back(static_cast<std::byte>(v));
  return b;
}

Bytes gzip(const Bytes& plain) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  Bytes packed(deflateBound(&z, plain.size()) + 64);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(plain.data()));
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

const auto read_images = [](std::span<const std::byte> file) { parse_idx(file, 3, "x"); };
const auto read_labels = [](std::span<const std::byte> file) { parse_idx(file, 1, "x"); };

}  // namespace

TEST_CASE("IDX files are read plain and packed") {
  for (const Bytes& file : {images(4), gzip(images(4))}) {
    const Idx idx = parse_idx(file, 3, "x");
    CHECK(idx.dims == std::vector<int>{4, 2, 3});
    REQUIRE(idx.bytes.size() == 24);
    for (int i = 0; i < 24; ++i) CHECK(idx.bytes[static_cast<std::size_t>(i)] == i);
  }
  CHECK(parse_idx(labels({3, 1, 4}), 1, "x").bytes == std::vector<std::uint8_t>{3, 1, 4});
  CHECK(parse_idx(images(0), 3, "x").dims == std::vector<int>{0, 2, 3});
}

TEST_CASE("IDX: a wrong beginning is refused") {
  CHECK(hostile::refusal(labels({1}), read_images) ==
        "idx: x: the file begins with 2049, not 2051: not images");
  CHECK(hostile::refusal(images(1), read_labels) ==
        "idx: x: the file begins with 2051, not 2049: not labels");
  Bytes floats = images(1);
  floats[2] = std::byte{0x0d};
  CHECK(!hostile::refusal(floats, read_images).empty());
}

TEST_CASE("IDX: sizes that lie are refused, and nothing is allocated for them") {
  // 2^31 - 1 images of 2^31 - 1 by 2^31 - 1 pixels.
  for (std::uint32_t size : {0xffffffffu, 0x80000000u, 0x7fffffffu, 100000u}) {
    CAPTURE(size);
    const Bytes lie = header(3, {size, size, size}) + counted(10);
    CHECK(!hostile::refusal(lie, read_images).empty());
    CHECK(!hostile::refusal(gzip(lie), read_images).empty());
  }
  CHECK(hostile::refusal(header(1, {5}) + counted(4), read_labels) ==
        "idx: x: truncated: 4 of 5 bytes are there");
  CHECK(hostile::refusal(header(1, {5}) + counted(6), read_labels) ==
        "idx: x: more bytes follow than the header says");
}

TEST_CASE("IDX: a gzip bomb is left packed") {
  // 64 MB of zeros after a header that speaks of ten labels.
  const Bytes bomb = gzip(header(1, {10}) + Bytes(std::size_t{64} << 20));
  CHECK(bomb.size() < 100000);
  CHECK(hostile::refusal(bomb, read_labels) == "idx: x: more bytes follow than the header says");
}

TEST_CASE("IDX: a packed file must be whole") {
  const Bytes packed = gzip(images(4));
  hostile::refuses_every_truncation(packed, read_images);
  Bytes checksum = packed;
  checksum[packed.size() - 6] ^= std::byte{1};
  CHECK_THAT(hostile::refusal(checksum, read_images), Contains("damaged"));
  CHECK_THAT(hostile::refusal(packed + counted(3), read_images), Contains("bytes follow"));
}

TEST_CASE("IDX: truncated or damaged files are refused, never misread") {
  hostile::refuses_every_truncation(images(2), read_images);
  hostile::refuses_every_truncation(labels({1, 2, 3}), read_labels);
  CHECK(hostile::survives_damage(images(2), read_images) > 0);
  CHECK(hostile::survives_damage(gzip(images(2)), read_images) > 1900);  // a checksum sees nearly all
}

TEST_CASE("MNIST is found under its names, packed or not") {
  const TemporaryFolder folder;
  write_bytes(folder / "train-images-idx3-ubyte.gz", gzip(images(5)));
  write_bytes(folder / "train-labels.idx1-ubyte", labels({0, 1, 2, 3, 9}));
  write_bytes(folder / "t10k-images-idx3-ubyte", images(2));
  CHECK_THROWS_WITH(load_dataset("mnist:" + folder.path()), Contains("no t10k-labels-idx1-ubyte (or .gz)"));
  write_bytes(folder / "t10k-labels.idx1-ubyte.gz", gzip(labels({7, 8})));
  const Split split = load_dataset("mnist:" + folder.path());
  CHECK(split.train.count() == 5);
  CHECK(split.train.name() == "mnist");
  CHECK(split.train.classes() == 10);
  CHECK(split.train.sample_shape() == Shape{2, 3, 1});
  CHECK(split.test.gather(std::vector<int>{1}).y == std::vector<int>{8});
  CHECK(split.test.gather(std::vector<int>{1}).x.values()[0] == 6 / 255.0f);
  const Split some = load_dataset("mnist:" + folder.path(), {.train_count = 3, .test_count = 1});
  CHECK(some.train.count() == 3);
  CHECK(some.test.count() == 1);
}

TEST_CASE("MNIST: labels that are no digits, or fewer than the images, are refused") {
  const TemporaryFolder folder;
  for (const char* part : {"train", "t10k"}) {
    write_bytes(folder / (part + std::string("-images-idx3-ubyte")), images(2));
    write_bytes(folder / (part + std::string("-labels-idx1-ubyte")), labels({1, 10}));
  }
  CHECK_THROWS_WITH(load_mnist(folder.path()), Contains("label 10 is not a digit"));
  write_bytes(folder / "train-labels-idx1-ubyte", labels({1}));
  CHECK_THROWS_WITH(load_mnist(folder.path()), Contains("has 2 images") && Contains("1 labels"));
  CHECK_THROWS_AS(load_mnist(folder / "nowhere"), IoError);
}

TEST_CASE("an unknown dataset is refused with what there is") {
  for (const char* spec : {"", "mnist", "mnist:", "imagenet:x", "digit"})
    CHECK_THROWS_WITH(load_dataset(spec),
                      Contains("There are mnist:DIR, cifar10:DIR, digits, digits:COUNT."));
  for (const char* spec :
       {"digits:", "digits:x", "digits:0", "digits:-5", "digits:10x", "digits:99999999999999999999"})
    CHECK_THROWS_WITH(load_dataset(spec), Contains("is not a number of images"));
}
