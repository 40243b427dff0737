#include "tinytensor/io/npz.h"

#include <cstring>

#include "tests/hostile.h"
#include "tests/temporary.h"

using namespace tt;
using namespace tt::io;
using Catch::Matchers::Contains;
using hostile::Bytes;

namespace {

Bytes unhex(const std::string& text) {
  Bytes b;
  for (std::size_t i = 0; i < text.size(); i += 2)
    b.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return b;
}

// numpy.savez_compressed(f, w=float32 [[1, 2], [3, 4.5]], n=int64 [7, -8, 9]), NumPy 1.24.
const Bytes packed = unhex(
    "504b0304140000000800000021001fe9e23f530000009000000005001400772e6e7079010010009000000000000000530000"
    "00000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a2aea3a09e965f54529498179f5f94920a12774bcc"
    "294e058a17672416a402f91a463a0a469a3a0ab50a64032e0686067b060606072002e2090e00504b03041400000008000000"
    "2100088f9f424e00000098000000050014006e2e6e70790100100098000000000000004e000000000000009bec17ea1b10c9"
    "c850c650ad9e925a9c5ca46ea5a06e9369a1aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a"
    "c63a9a3a0ab50a14002e760608f8f11f0238a17c00504b01021403140000000800000021001fe9e23f530000009000000005"
    "0000000000000000000000800100000000772e6e7079504b0102140314000000080000002100088f9f424e00000098000000"
    "05000000000000000000000080018a0000006e2e6e7079504b05060000000002000200660000000f0100000000");

// numpy.savez(f, u=numpy.arange(5, dtype=uint8)).
const Bytes stored = unhex(
    "504b030414000000000000002100d2423f47850000008500000005001400752e6e7079010010008500000000000000850000"
    "0000000000934e554d5059010076007b276465736372273a20277c7531272c2027666f727472616e5f6f72646572273a2046"
    "616c73652c20277368617065273a2028352c292c207d20202020202020202020202020202020202020202020202020202020"
    "20202020202020202020202020202020202020202020202020202020202020200a0001020304504b01021403140000000000"
    "00002100d2423f478500000085000000050000000000000000000000800100000000752e6e7079504b050600000000010001"
    "0033000000bc0000000000");

const auto parse = [](std::span<const std::byte> b) { parse_npz(b, "x"); };

// The archive with a 32-bit (or 16-bit) number at an offset from where a mark last stands.
template <class Number>
Bytes with(Bytes archive, std::uint32_t mark, std::size_t offset, Number value) {
  for (std::size_t at = archive.size() - 4;; --at)
    if (std::memcmp(&archive[at], &mark, 4) == 0) {
      std::memcpy(&archive[at + offset], &value, sizeof value);
      return archive;
    }
}
constexpr std::uint32_t local = 0x04034b50, entry = 0x02014b50, end = 0x06054b50;

}  // namespace

TEST_CASE(".npz archives of NumPy are read, packed or not") {
  const std::vector<NpzEntry> two = parse_npz(packed, "x");
  REQUIRE(two.size() == 2);
  CHECK(two[0].name == "w");
  CHECK(two[0].array.shape == std::vector<std::int64_t>{2, 2});
  CHECK(to_tensor(two[0].array).values()[3] == 4.5f);
  CHECK(two[1].name == "n");
  CHECK(to_ints(two[1].array) == std::vector<int>{7, -8, 9});
  const std::vector<NpzEntry> one = parse_npz(stored, "x");
  REQUIRE(one.size() == 1);
  CHECK(to_ints(one[0].array) == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE(".npz: written and read again, the same bytes each time") {
  const TemporaryFolder folder;
  const Array a = Array::from(Tensor::from({1, 2, 3}, {3})), b{DType::int8, {2}, Bytes(2)};
  write_npz(folder / "a.npz", {{"weight", a}, {"codes", b}});
  const std::vector<NpzEntry> read = read_npz(folder / "a.npz");
  REQUIRE(read.size() == 2);
  CHECK(read[0].name == "weight");
  CHECK(read[0].array.bytes == a.bytes);
  CHECK(read[1].array.dtype == DType::int8);
  CHECK(npz_bytes({{"weight", a}, {"codes", b}}) == read_bytes(folder / "a.npz"));
  CHECK(parse_npz(npz_bytes({}), "x").empty());
  CHECK_THROWS_AS(npz_bytes({{"a", a}, {"a", b}}), ValueError);
  CHECK_THROWS_AS(npz_bytes({{"", a}}), ValueError);
  CHECK_THROWS_AS(npz_bytes({{std::string(70000, 'a'), a}}), ValueError);
}

TEST_CASE(".npz: directories that lie are refused") {
  constexpr std::uint32_t most = 0xffffffff;
  CHECK_THAT(hostile::refusal(with<std::uint16_t>(stored, end, 10, 2), parse), Contains("several parts"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, end, 16, most), parse), Contains("above 4 GB"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, end, 16, 4), parse), Contains("disagree"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, end, 12, 1000000), parse), Contains("disagree"));
  CHECK_THAT(hostile::refusal(with<std::uint16_t>(stored, entry, 8, 1), parse), Contains("encrypted"));
  CHECK_THAT(hostile::refusal(with<std::uint16_t>(stored, entry, 10, 12), parse), Contains("method 12"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, entry, 16, 1), parse), Contains("checksum"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, entry, 20, most), parse), Contains("above 4 GB"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, entry, 24, 9), parse),
             Contains("two sizes differ"));
  CHECK_THAT(hostile::refusal(with<std::uint16_t>(stored, entry, 28, 60000), parse), Contains("damaged"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, entry, 42, 7), parse), Contains("is not where"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, entry, 42, 0xfffffff0u), parse),
             Contains("is not where"));
  CHECK_THAT(hostile::refusal(with<std::uint16_t>(stored, local, 8, 8), parse), Contains("packed otherwise"));
  CHECK_THAT(hostile::refusal(with<std::uint16_t>(stored, local, 28, 60000), parse),
             Contains("past the end"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(stored, local, 18, 3), parse), Contains("another size"));
  CHECK_THAT(hostile::refusal(with<char>(stored, local, 30, 'v'), parse), Contains("called"));
}

TEST_CASE(".npz: sizes of packed entries that lie are refused, and nothing is allocated for them") {
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(packed, entry, 24, 0xfffffffe), parse),
             Contains("truncated"));
  CHECK_THAT(hostile::refusal(with<std::uint32_t>(packed, entry, 24, 100), parse),
             Contains("more bytes follow"));
}

TEST_CASE(".npz: entries over one another or of one name are refused") {
  // The directory's second entry made to point at the first one's bytes.
  Bytes twice = with<std::uint32_t>(packed, entry, 42, 0);
  CHECK(!hostile::refusal(twice, parse).empty());
  Bytes same_name = with<char>(with<char>(packed, entry, 46, 'w'), local, 30, 'w');
  CHECK_THAT(hostile::refusal(same_name, parse), Contains("w.npy is there twice"));
  const Bytes both = with<char>(with<std::uint32_t>(packed, entry, 42, 0), entry, 46, 'w');
  CHECK(!hostile::refusal(both, parse).empty());
}

TEST_CASE(".npz: truncated or damaged archives are refused, never misread") {
  for (const Bytes& archive : {packed, stored, npz_bytes({{"a", Array::from(Tensor::from({1, 2}, {2}))}})}) {
    hostile::refuses_every_truncation(archive, parse);
    CHECK(hostile::survives_damage(archive, parse) > 1000);
  }
  CHECK_THAT(hostile::refusal(hostile::bytes("not a zip archive at all, but long enough"), parse),
             Contains("not a zip archive"));
}
