#include "tinytensor/io/npy.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "tests/hostile.h"
#include "tests/temporary.h"

using namespace tt;
using namespace tt::io;
using Catch::Matchers::Contains;
using hostile::Bytes;

namespace {

template <class Number>
Bytes raw(const std::vector<Number>& numbers) {
  const auto bytes = std::as_bytes(std::span(numbers));
  return {bytes.begin(), bytes.end()};
}

// What NumPy 1.24 writes for a header, padded to 128 bytes in all.
Bytes file(std::string header, const Bytes& data, int version = 1) {
  const std::size_t front = version == 1 ? 10 : 12;
  if (front + header.size() < 128) header.append(127 - front - header.size(), ' ') += '\n';
  Bytes b = hostile::bytes("\x93NUMPY");
  b.push_back(static_cast<std::byte>(version));
  b.push_back({});
  for (std::size_t i = 8; i < front; ++i) b.push_back(static_cast<std::byte>(header.size() >> (8 * (i - 8))));
  const Bytes text = hostile::bytes(header);
  b.insert(b.end(), text.begin(), text.end());
  b.insert(b.end(), data.begin(), data.end());
  return b;
}

std::string header(const std::string& type, const std::string& shape, const std::string& order = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

const Bytes four = raw<float>({1, 2, 3, 4.5f});
const auto parse = [](std::span<const std::byte> b) { parse_npy(b, "x"); };

std::vector<float> floats(const Array& a) {
  const Tensor t = to_tensor(a);
  return {t.values().begin(), t.values().end()};
}

}  // namespace

TEST_CASE(".npy files of NumPy are read, versions 1 to 3") {
  for (int version : {1, 2, 3}) {
    const Array a = parse_npy(file(header("<f4", "(2, 2)"), four, version), "x");
    CHECK(a.dtype == DType::float32);
    CHECK(a.shape == std::vector<std::int64_t>{2, 2});
    CHECK(floats(a) == std::vector<float>{1, 2, 3, 4.5f});
  }
  CHECK(to_tensor(parse_npy(file(header("<f4", "()"), raw<float>({7})), "x")).item() == 7);
  CHECK(parse_npy(file(header("<f4", "(0, 3)"), {}), "x").shape == std::vector<std::int64_t>{0, 3});
  CHECK(parse_npy(file("{ \"shape\":(4 ,),'descr':'<f4' , 'fortran_order':False}\n", four), "x").shape ==
        std::vector<std::int64_t>{4});
}

TEST_CASE(".npy: every number type that can be read becomes floats") {
  CHECK(floats(parse_npy(file(header("<f8", "(2,)"), raw<double>({0.1, -1e30})), "x")) ==
        std::vector<float>{0.1f, -1e30f});
  CHECK(floats(parse_npy(file(header("|i1", "(2,)"), raw<std::int8_t>({-128, 127})), "x")) ==
        std::vector<float>{-128, 127});
  CHECK(floats(parse_npy(file(header("|u1", "(2,)"), raw<std::uint8_t>({0, 255})), "x")) ==
        std::vector<float>{0, 255});
  CHECK(floats(parse_npy(file(header("<i4", "(2,)"), raw<std::int32_t>({-16777216, 5})), "x")) ==
        std::vector<float>{-16777216, 5});
  CHECK(floats(parse_npy(file(header("<i8", "(2,)"), raw<std::int64_t>({std::int64_t{1} << 40, -3})), "x")) ==
        std::vector<float>{0x1p40f, -3});
}

TEST_CASE(".npy: other types are refused by name") {
  for (const char* type :
       {"<f2", ">f4", "<c8", "|b1", "|O", "<U3", "|S4", "<M8[ns]", "<i2", "<u4", "|V4", "f4", ""}) {
    CAPTURE(type);
    const std::string what = hostile::refusal(file(header(type, "(2, 2)"), four), parse);
    CHECK_THAT(what, Contains(std::string("numbers of type ") + type) && Contains("can be read"));
  }
  const std::string structure = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }";
  CHECK_THAT(hostile::refusal(file(structure, four), parse), Contains("structures"));
  CHECK_THAT(hostile::refusal(file(header("<f4", "(2, 2)", "True"), four), parse), Contains("Fortran order"));
}

TEST_CASE(".npy: headers that lie are refused, and nothing is allocated for them") {
  for (const char* shape : {"(2, 3)", "(1,)", "(4294967296, 4294967296)", "(9223372036854775807,)",
                            "(-2, -2)", "(-4,)", "(nan,)", "(1e9,)", "(2.0, 2)", "(2, 2", "2, 2",
                            "(99999999999999999999,)", "(4,) (4,)", "((4,),)", "(2,,2)", "(\n)"}) {
    CAPTURE(shape);
    CHECK(!hostile::refusal(file(header("<f4", shape), four), parse).empty());
  }
  CHECK(!hostile::refusal(
             file("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (4,)}", four), parse)
             .empty());
  CHECK(!hostile::refusal(file("{'descr': '<f4', 'fortran_order': False}", four), parse).empty());
  CHECK(!hostile::refusal(file("{'descr': '<f4', 'fortran_order': 0, 'shape': (4,)}", four), parse).empty());
  CHECK(!hostile::refusal(file(header("<f4", "(4,)") + "x", four), parse).empty());
  CHECK(!hostile::refusal(file(header("<f4", "(4,)") + std::string(1, '\0'), four), parse).empty());
  Bytes four_gigabytes = file(header("<f4", "(4,)"), four, 2);
  for (std::size_t i = 8; i < 12; ++i) four_gigabytes[i] = std::byte{0xff};
  CHECK_THAT(hostile::refusal(four_gigabytes, parse), Contains("claims 4294967295 bytes"));
  Bytes version = file(header("<f4", "(4,)"), four);
  version[6] = std::byte{4};
  CHECK_THAT(hostile::refusal(version, parse), Contains("version 4"));
}

TEST_CASE(".npy: truncated or damaged files are refused, never misread") {
  for (int version : {1, 2}) {
    const Bytes whole = file(header("<f4", "(2, 2)"), four, version);
    hostile::refuses_every_truncation(whole, parse);
    CHECK(hostile::survives_damage(whole, parse) > 0);
    Bytes longer = whole;
    longer.push_back({});
    CHECK_THAT(hostile::refusal(longer, parse), Contains("17 bytes are not float32 [2, 2]"));
  }
}

TEST_CASE(".npy: what is written is what NumPy reads") {
  const Bytes written = npy_bytes(Array::from(Tensor::from({1, 2, 3, 4.5f}, {2, 2})));
  const std::string text(reinterpret_cast<const char*>(written.data()), 128);
  CHECK(text.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
  CHECK(text.substr(8, 2) == std::string("v\0", 2));  // 118 bytes of header
  CHECK(text.substr(10, 61) == "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, ), }");
  CHECK(text.substr(71) == std::string(56, ' ') + "\n");
  CHECK(Bytes(written.begin() + 128, written.end()) == four);
}

TEST_CASE(".npy: written and read again") {
  const TemporaryFolder folder;
  const Array arrays[] = {{DType::float64, {3}, raw<double>({1, 0.1, -1e300})},
                          {DType::int8, {2, 1, 1, 1, 1}, raw<std::int8_t>({-1, 1})},
                          {DType::uint8, {}, raw<std::uint8_t>({200})},
                          {DType::int32, {0}, {}},
                          {DType::int64, {1, 2}, raw<std::int64_t>({-5, std::int64_t{1} << 62})},
                          {DType::float32, {2, 2}, four}};
  for (const Array& a : arrays) {
    write_npy(folder / "a.npy", a);
    const Array b = read_npy(folder / "a.npy");
    CHECK(b.dtype == a.dtype);
    CHECK(b.shape == a.shape);
    CHECK(b.bytes == a.bytes);
    CHECK(npy_bytes(a) == read_bytes(folder / "a.npy"));
  }
  write_npy(folder / "t.npy", Tensor::from({1, 2}, {1, 2}));
  CHECK(to_tensor(read_npy(folder / "t.npy")).shape() == Shape{1, 2});
  CHECK_THROWS_AS(npy_bytes(Array{DType::float16, {1}, Bytes(2)}), ValueError);
  CHECK_THROWS_AS(npy_bytes(Array{DType::float32, {2}, Bytes(4)}), ShapeError);
}

TEST_CASE("numbers that floats cannot hold are refused") {
  const auto tensor_of = [](DType dtype, const auto& numbers) {
    return to_tensor(Array{dtype, {static_cast<std::int64_t>(numbers.size())}, raw(numbers)});
  };
  CHECK_THROWS_WITH(tensor_of(DType::int64, std::vector<std::int64_t>{16777217}),
                    "to_tensor: float32 cannot hold 16777217");
  CHECK_THROWS_AS(tensor_of(DType::int64, std::vector<std::int64_t>{INT64_MAX}), ValueError);
  CHECK_THROWS_AS(tensor_of(DType::uint64, std::vector<std::uint64_t>{UINT64_MAX}), ValueError);
  CHECK_THROWS_AS(tensor_of(DType::float64, std::vector<double>{1e39}), ValueError);
  CHECK(std::isinf(tensor_of(DType::float64, std::vector<double>{INFINITY}).item()));
  CHECK(std::isnan(tensor_of(DType::float64, std::vector<double>{NAN}).item()));
  CHECK_THROWS_AS(to_tensor(Array{DType::float32, {1, 1, 1, 1, 1}, Bytes(4)}), ShapeError);
  CHECK_THROWS_AS(to_tensor(Array{DType::float32, {std::int64_t{1} << 40, 0}, {}}), ShapeError);
  CHECK_THROWS_AS(to_tensor(Array{DType::float32, {2}, Bytes(4)}), ShapeError);
}

TEST_CASE("whole numbers are read as ints, for labels") {
  CHECK(to_ints(Array{DType::int64, {2}, raw<std::int64_t>({-7, 9})}) == std::vector<int>{-7, 9});
  CHECK(to_ints(Array{DType::uint8, {2}, raw<std::uint8_t>({0, 255})}) == std::vector<int>{0, 255});
  CHECK_THROWS_AS(to_ints(Array{DType::int64, {1}, raw<std::int64_t>({std::int64_t{1} << 31})}), ValueError);
  CHECK_THROWS_AS(to_ints(Array{DType::float32, {4}, four}), ValueError);
}

// Every one of the 65,536 values, against the fields' meaning: (-1)^s 2^(e - 15) (1 + f / 1024).
TEST_CASE("two-byte floats become the floats that they are") {
  std::vector<std::uint16_t> all(65536);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint16_t>(i);
  const Tensor half = to_tensor(Array{DType::float16, {65536}, raw(all)});
  const Tensor brain = to_tensor(Array{DType::bfloat16, {65536}, raw(all)});
  for (std::uint32_t i = 0; i < 65536; ++i) {
    const int exponent = i >> 10 & 31, fraction = i & 1023;
    const double sign = i >> 15 ? -1 : 1;
    const float value = half.values()[i];
    CAPTURE(i, value);
    if (exponent == 31 && fraction != 0) {
      REQUIRE(std::isnan(value));
    } else {
      const double magnitude = exponent == 31  ? INFINITY
                               : exponent == 0 ? std::ldexp(fraction, -24)
                                               : std::ldexp(1024 + fraction, exponent - 25);
      REQUIRE(value == sign * magnitude);
      REQUIRE(std::signbit(value) == (sign < 0));
    }
    const std::uint32_t bits = i << 16;
    REQUIRE(std::memcmp(&brain.values()[i], &bits, 4) == 0);
  }
}
