#include "tinytensor/io/safetensors.h"

#include "tests/hostile.h"
#include "tests/temporary.h"

using namespace tt;
using namespace tt::io;
using Catch::Matchers::Contains;
using hostile::Bytes;

namespace {

Bytes file(const std::string& header, std::size_t data, std::uint64_t length) {
  Bytes b;
  for (int i = 0; i < 8; ++i) b.push_back(static_cast<std::byte>(length >> (8 * i)));
  const Bytes text = hostile::bytes(header);
  b.insert(b.end(), text.begin(), text.end());
  for (std::size_t i = 0; i < data; ++i) b.push_back(static_cast<std::byte>(i));
  return b;
}
Bytes file(const std::string& header, std::size_t data) { return file(header, data, header.size()); }

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
         "}";
}

const auto parse = [](std::span<const std::byte> b) { parse_safetensors(b, "x"); };
std::string refusal(const std::string& header, std::size_t data) {
  return hostile::refusal(file(header, data), parse);
}

}  // namespace

TEST_CASE("a safetensors file gives its entries in the order of their bytes") {
  const Bytes b =
      file("{\"__metadata__\":{\"format\":\"pt\",\"a\":\"b\"}," + entry("b", "U8", "[2,3]", "[4,10]") + "," +
               entry("a", "F32", "[]", "[0,4]") + "," + entry("none", "I64", "[0,7]", "[10,10]") + "}   ",
           10);
  const SafetensorsContents contents = parse_safetensors(b, "x");
  REQUIRE(contents.entries.size() == 3);
  CHECK(contents.entries[0].name == "a");
  CHECK(contents.entries[0].array.shape.empty());
  CHECK(contents.entries[1].array.dtype == DType::uint8);
  CHECK(contents.entries[1].array.shape == std::vector<std::int64_t>{2, 3});
  CHECK(contents.entries[1].array.bytes.size() == 6);
  CHECK(contents.entries[1].array.bytes[0] == std::byte{4});
  CHECK(contents.entries[2].name == "none");
  CHECK(contents.metadata.size() == 2);
}

TEST_CASE("every dtype has its size") {
  for (const auto& [code, size] : std::vector<std::pair<std::string, int>>{{"F64", 8},
                                                                           {"F32", 4},
                                                                           {"F16", 2},
                                                                           {"BF16", 2},
                                                                           {"I64", 8},
                                                                           {"I32", 4},
                                                                           {"I16", 2},
                                                                           {"I8", 1},
                                                                           {"U64", 8},
                                                                           {"U32", 4},
                                                                           {"U16", 2},
                                                                           {"U8", 1},
                                                                           {"BOOL", 1}}) {
    CAPTURE(code);
    const std::string offsets = "[0," + std::to_string(3 * size) + "]";
    CHECK(refusal("{" + entry("a", code, "[3]", offsets) + "}", static_cast<std::size_t>(3 * size)).empty());
    CHECK(!refusal("{" + entry("a", code, "[4]", offsets) + "}", static_cast<std::size_t>(3 * size)).empty());
  }
  CHECK_THAT(refusal("{" + entry("a", "F8_E4M3", "[4]", "[0,4]") + "}", 4),
             Contains("unknown dtype \"F8_E4M3\""));
  CHECK_THAT(refusal("{" + entry("a", "f32", "[1]", "[0,4]") + "}", 4), Contains("unknown dtype"));
}

TEST_CASE("offsets that lie are refused") {
  const auto one = [](const std::string& offsets) {
    return refusal("{" + entry("a", "F32", "[2]", offsets) + "}", 8);
  };
  CHECK(one("[0,8]").empty());
  CHECK(one("[4,12]") == "safetensors: x: \"a\": data_offsets [4, 12] reach past the 8 bytes of numbers");
  CHECK_THAT(one("[0,18446744073709551615]"), Contains("is not a size"));
  CHECK_THAT(one("[0,4611686018427387904]"), Contains("reach past"));
  CHECK_THAT(one("[-8,0]"), Contains("-8 is not a size"));
  CHECK_THAT(one("[8,0]"), Contains("not a beginning and an end"));
  CHECK_THAT(one("[0]"), Contains("not a beginning and an end"));
  CHECK_THAT(one("[0,4,8]"), Contains("not a beginning and an end"));
  CHECK_THAT(one("[0.0,8.0]"), Contains("is not a size"));
  CHECK_THAT(one("\"0,8\""), Contains("is not a list of sizes"));
  CHECK_THAT(one("[0,4]"), Contains("4 bytes are not float32 [2]"));
}

TEST_CASE("entries that overlap, or leave bytes to nobody, are refused") {
  const auto two = [](const std::string& a, const std::string& b, std::size_t data) {
    return refusal("{" + entry("a", "U8", "[4]", a) + "," + entry("b", "U8", "[4]", b) + "}", data);
  };
  CHECK(two("[0,4]", "[4,8]", 8).empty());
  CHECK(two("[4,8]", "[0,4]", 8).empty());
  CHECK(two("[0,4]", "[2,6]", 6) == "safetensors: x: \"b\" overlaps the entry before it");
  CHECK_THAT(two("[0,4]", "[0,4]", 4), Contains("overlaps"));
  CHECK(two("[0,4]", "[6,10]", 10) == "safetensors: x: 2 bytes before \"b\" belong to nothing");
  CHECK_THAT(two("[1,5]", "[5,9]", 9), Contains("1 bytes before \"a\" belong to nothing"));
  CHECK_THAT(two("[0,4]", "[4,8]", 9), Contains("1 bytes at the end belong to nothing"));
  CHECK_THAT(refusal("{}", 1), Contains("belong to nothing"));
  CHECK(refusal("{}", 0).empty());
}

TEST_CASE("shapes that are none are refused") {
  const auto shaped = [](const std::string& shape) {
    return refusal("{" + entry("a", "F32", shape, "[0,8]") + "}", 8);
  };
  CHECK(shaped("[2]").empty());
  CHECK(shaped("[1,2,1,1,1,1]").empty());
  for (const char* shape : {"[-2]",
                            "[-1,-2]",
                            "[NaN]",
                            "[nan]",
                            "[Infinity]",
                            "[2.0]",
                            "[2e0]",
                            "[null]",
                            "[true]",
                            "[\"2\"]",
                            "[[2]]",
                            "2",
                            "{}",
                            "null",
                            "[18446744073709551618]",
                            "[9223372036854775808]",
                            "[4294967296,4294967296,2]",
                            "[2147483648,2147483648,2]",
                            "[0]",
                            "[3]",
                            "[2,",
                            "[-0]"}) {
    CAPTURE(shape);
    CHECK(!shaped(shape).empty());
  }
  std::string many = "[2";
  for (int i = 0; i < 100; ++i) many += ",1";
  CHECK_THAT(shaped(many + "]"), Contains("not a list of sizes"));
}

TEST_CASE("a header that claims more than the file is refused without memory for it") {
  for (std::uint64_t length :
       {std::uint64_t{3}, std::uint64_t{1} << 32, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
    CAPTURE(length);
    CHECK(hostile::refusal(file("{}", 0, length), parse) ==
          "safetensors: x: not a safetensors file, or truncated: the header claims " +
              std::to_string(length) + " bytes, the file has 10");
  }
  CHECK_THAT(hostile::refusal(file("", 0, 0), parse), Contains("not a JSON object"));
  CHECK_THAT(hostile::refusal(Bytes(7), parse), Contains("truncated: 7 bytes"));
}

TEST_CASE("keys that are there twice are refused") {
  const std::string a = entry("a", "U8", "[4]", "[0,4]");
  CHECK(refusal("{" + a + "," + a + "}", 4) == "safetensors: x: the header has \"a\" twice");
  CHECK(!refusal("{" + a + ",\"\\u0061\":" + a.substr(4) + "}", 4)
             .empty());  // the same name, spelled otherwise
  CHECK(!refusal("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0).empty());
  CHECK(!refusal("{\"__metadata__\":{},\"__metadata__\":{}}", 0).empty());
  CHECK(!refusal(R"({"a":{"dtype":"U8","dtype":"F32","shape":[4],"data_offsets":[0,4]}})", 4).empty());
}

TEST_CASE("headers that are not what they should be are refused") {
  CHECK_THAT(refusal("{\"__metadata__\":{\"k\":1}}", 0), Contains("\"k\" is not a text"));
  CHECK_THAT(refusal("{\"__metadata__\":[]}", 0), Contains("not an object"));
  CHECK_THAT(refusal("{\"a\":{}}", 0), Contains("is not described by"));
  CHECK_THAT(refusal("{\"a\":7}", 0), Contains("is not described by"));
  CHECK_THAT(refusal(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"more":1}})", 4),
             Contains("described"));
  CHECK_THAT(refusal("[]", 0), Contains("not a JSON object"));
  CHECK_THAT(refusal(" {}", 0), Contains("not a JSON object"));
  CHECK_THAT(refusal("{} x", 0), Contains("not JSON at character"));
  CHECK_THAT(refusal("{\"a\xff\":{}}", 0), Contains("not JSON"));
  CHECK_THAT(refusal(std::string("{") + '\0' + "}", 0), Contains("not JSON"));
  CHECK_THAT(refusal("{\"a\":1e999}", 0), Contains("too large"));
  CHECK_THAT(refusal("{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}", 0),
             Contains("nested too deeply"));
  CHECK_THAT(refusal("{\"a\":" + std::string(100000, '['), 0), Contains("nested too deeply"));
  CHECK(refusal("{\"" + std::string(100000, 'a') + "\\n\":7}", 0).size() <
        600);  // one line of a readable length
}

TEST_CASE("truncated or damaged files are refused, never misread") {
  const Bytes b = file("{\"__metadata__\":{\"format\":\"pt\"}," + entry("a", "F32", "[2,3]", "[0,24]") + "," +
                           entry("b", "I8", "[5]", "[24,29]") + "}",
                       29);
  hostile::refuses_every_truncation(b, parse);
  CHECK(hostile::survives_damage(b, parse, 5000) > 2000);
}

TEST_CASE("written and read again, byte for byte") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.safetensors", again = folder / "n.safetensors";
  const Array weight = Array::from(Tensor::from({1, 2, 3, 4, 5, 6}, {3, 2})),
              scale = Array::from(Tensor::full({}, 0.5f));
  const Array codes{DType::int8, {3}, Bytes(3)};
  const Metadata metadata{{"format", "tinytensor"}, {"text", "quotes \" and\nlines, \xc3\xa4"}};
  write_safetensors(path, metadata, {{"codes", codes}, {"0.weight", weight}, {"scale", scale}});
  const SafetensorsFile file(path);
  CHECK(file.names() == std::vector<std::string>{"0.weight", "scale", "codes"});  // larger numbers first
  CHECK(file.metadata("text") == metadata[1].second);
  CHECK_FALSE(file.metadata("nothing"));
  CHECK(file.contains("scale"));
  CHECK_FALSE(file.contains("Scale"));
  CHECK(file.entry("0.weight").shape == std::vector<std::int64_t>{3, 2});
  CHECK(std::ranges::equal(file.entry("0.weight").bytes, weight.bytes));
  CHECK(reinterpret_cast<std::uintptr_t>(file.entry("0.weight").bytes.data()) % 8 == 0);
  CHECK(to_tensor(file.entry("scale")).item() == 0.5f);
  CHECK_THROWS_WITH(file.entry("1.bias"), Contains("no 1.bias (the file has 0.weight, scale, codes)"));

  std::vector<NamedArray> entries;
  for (const std::string& name : file.names()) entries.push_back({name, file.entry(name)});
  write_safetensors(again, file.metadata(), entries);
  const SafetensorsFile second(again);
  CHECK(second.names() == file.names());
  std::vector<NamedArray> copies;
  for (const std::string& name : second.names()) copies.push_back({name, second.entry(name)});
  CHECK(safetensors_bytes(second.metadata(), copies) == read_bytes(again));
}

TEST_CASE("what cannot be written is refused, and the old file stays") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.safetensors";
  const Array a{DType::uint8, {2}, Bytes(2)};
  write_safetensors(path, {}, {{"a", a}});
  const Bytes before = read_bytes(path);
  CHECK_THROWS_AS(write_safetensors(path, {}, {{"a", a}, {"a", a}}), ValueError);
  CHECK_THROWS_AS(write_safetensors(path, {}, {{"__metadata__", a}}), ValueError);
  CHECK_THROWS_AS(write_safetensors(path, {{"k", "1"}, {"k", "2"}}, {}), ValueError);
  CHECK_THROWS_AS(write_safetensors(path, {{"k", "\xff"}}, {}), ValueError);
  CHECK_THROWS_AS(write_safetensors(path, {}, {{"a", Array{DType::uint8, {3}, Bytes(2)}}}), ShapeError);
  CHECK(read_bytes(path) == before);
  CHECK_THROWS_AS(write_safetensors(folder / "no/such/folder", {}, {}), IoError);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& f : std::filesystem::directory_iterator(folder.path())) ++files;
  CHECK(files == 1);  // nothing half-written lies about
}

TEST_CASE("a file that is not there, or no file, is refused") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(SafetensorsFile(folder / "none"), Contains("none: No such file or directory"));
  CHECK_THROWS_WITH(SafetensorsFile(folder.path()), Contains("not a regular file"));
  write_bytes(folder / "empty", {});
  CHECK_THROWS_WITH(SafetensorsFile(folder / "empty"), Contains("is empty"));
}
