// Archives that students hand in, honest and not.
#include "autograder/archive.h"

#include <filesystem>

#include "autograder/entry_name.h"
#include "autograder/text.h"
#include "tests/hostile.h"
#include "tests/raw_zip.h"
#include "tests/temporary.h"

using namespace tt;
using namespace tt::autograder;
using Catch::Matchers::Contains;
using Files = std::map<std::string, std::string>;

namespace {

constexpr int utf8 = 1 << 11;
constexpr std::uint32_t unix_file = 0100644u << 16, unix_folder = 0040755u << 16;

Files read(const std::string& zip, const ZipLimits& limits = {}) {
  return read_zip(std::as_bytes(std::span(zip)), "x.zip", limits);
}

// What is said of an archive that is refused, in one line; "" of one that is not.
std::string refusal(const std::string& zip, const ZipLimits& limits = {}) {
  return hostile::refusal(hostile::bytes(zip),
                          [&](std::span<const std::byte> bytes) { read_zip(bytes, "x.zip", limits); });
}
std::string refused(const RawEntry& entry) { return refusal(raw_zip({entry})); }
std::string refused(const std::string& name) { return refused(RawEntry{.name = name, .flags = utf8}); }

}  // namespace

TEST_CASE("what is written is read back") {
  const TemporaryFolder folder;
  const Files files = {{"range.cpp", "int main() {}\n"},
                       {"a/b/empty", ""},
                       {"long.txt", std::string(5000, 'x')},
                       {"gr\xc3\xb6\xc3\x9f"
                        "e.txt",
                        "size"}};
  write_zip(folder / "a.zip", files);
  CHECK(read_zip(folder / "a.zip") == files);
  CHECK_THROWS_WITH(read_zip(folder / "none.zip"), Contains("none.zip"));
  CHECK_THROWS_WITH(read_zip(folder.path()), Contains(folder.path()));
}

TEST_CASE("an archive as programs make it: folders, a file's kind, names in an old encoding") {
  const Files files = read(raw_zip({{.name = "a/", .attributes = unix_folder},
                                    {.name = "a/b.cpp", .bytes = "b", .attributes = unix_file},
                                    {.name = "c.txt", .bytes = "c", .system = 0},
                                    {.name = "gr\x94\xe1"
                                             "e",
                                     .bytes = "d",
                                     .system = 0}}));
  CHECK(files == Files{{"a/b.cpp", "b"},
                       {"c.txt", "c"},
                       {"gr\xc3\xb6\xc3\x9f"
                        "e",
                        "d"}});
  CHECK(read(raw_zip({{.name = "a.cpp", .local_name = "b.sh"}})) == Files{{"a.cpp", ""}});
  CHECK(read(raw_zip({})).empty());
}

TEST_CASE("names that lead elsewhere are refused") {
  CHECK(refused("../a") == "read_zip: x.zip: \"../a\" leads out of the archive");
  for (const char* name : {"..", "a/../../b", "a/..", "../"})
    CHECK_THAT(refused(name), Contains("leads out of the archive"));
  CHECK_THAT(refused("/etc/passwd"), Contains("is an absolute path"));
  for (const char* name : {"C:/a", "c:a", "a.txt:stream"}) CHECK_THAT(refused(name), Contains("has a colon"));
  for (const char* name : {"..\\a", "a\\b", "\\\\host\\a"})
    CHECK_THAT(refused(name), Contains("a backslash"));
  for (const char* name : {"./a", "a//b", "a/./b", "a//"})
    CHECK_THAT(refused(name), Contains("an empty part"));
  CHECK_THAT(refused(std::string(300, 'a')), Contains("is too long"));
  CHECK_THAT(refused(""), Contains("is empty"));
}

TEST_CASE("names that read otherwise than they are, are refused") {
  for (const char* name : {"a\nb", "a\tb", "\x1b[2Jb", "a\x7f",
                           "a\xc2\x85"
                           "b"})
    CHECK(refused_name(name) == "has a control character");
  for (const char* name : {"a\nb", "\x1b[2Jb"}) CHECK_FALSE(refused(name).empty());
  for (const int system : {0, 3})
    CHECK_THAT(refused(RawEntry{.name = "a\x01", .system = system}), Contains("has a control character"));
  for (const char* name : {"a\xe2\x80\xaegpp.cpp", "a\xe2\x80\x8b.cpp",
                           "\xef\xbb\xbf"
                           "a",
                           "a\xc2\xa0",
                           "a\xc2\xad"
                           "b",
                           "a\xe2\x81\xa6"
                           "b",
                           "a\xf3\xa0\x80\xa1", "a\xe3\x80\x80"})
    CHECK_THAT(refused(name), Contains("has an invisible character"));
  for (const char* name : {" a", "a ", "a /b", "a/ b", " "})
    CHECK_THAT(refused(name), Contains("with a space"));
  CHECK(refused_name("\xc0\xae\xc0\xae/a") == "is not UTF-8");
  CHECK(refused_name("a\xed\xa0\x80") == "is not UTF-8");
  CHECK(refused_name("\xf4\x90\x80\x80") == "is not UTF-8");
  CHECK(refused_name("\xe2\x82") == "is not UTF-8");
  CHECK(refused_name("\xf0\x9f\x98\x80.txt").empty());
  CHECK(one_line("a\n\"\xff") == "a\\x0a\"\\xff");
}

TEST_CASE("a name once, and for a file or for a folder") {
  CHECK_THAT(refusal(raw_zip({{.name = "a"}, {.name = "b"}, {.name = "a"}})),
             Contains("\"a\" is in it twice"));
  CHECK_THAT(refusal(raw_zip({{.name = "\x94", .system = 0}, {.name = "\xc3\xb6", .flags = utf8}})),
             Contains("is in it twice"));
  CHECK_THAT(refusal(raw_zip({{.name = "a/b"}, {.name = "a"}})), Contains("\"a\" is a file and a folder"));
  CHECK_THAT(refusal(raw_zip({{.name = "a/"}, {.name = "a"}})), Contains("\"a\" is a file and a folder"));
}

TEST_CASE("links, devices and what else is no file are refused") {
  const auto kind = [](std::uint32_t mode, const char* name = "a", int system = 3) {
    return refused(RawEntry{.name = name, .bytes = "/etc", .attributes = mode << 16, .system = system});
  };
  CHECK(kind(0120777) == "read_zip: x.zip: \"a\" is a link");
  CHECK_THAT(kind(0120777, "a", 0), Contains("is a link"));
  for (const std::uint32_t mode : {0020666u, 0060666u, 0010666u, 0140666u, 0040755u})
    CHECK_THAT(kind(mode), Contains("is not a file"));
  CHECK_THAT(kind(0100644, "a/"), Contains("is not a file"));
  CHECK_THAT(kind(0040755, "a/"), Contains("is a folder with bytes in it"));
}

TEST_CASE("encrypted entries and unusual methods are refused") {
  CHECK_THAT(refused(RawEntry{.name = "a", .bytes = std::string(20, 'x'), .flags = 1}),
             Contains("is encrypted"));
  CHECK_THAT(refused(RawEntry{.name = "a", .bytes = "BZh9", .method = 12, .size = 9}),
             Contains("by method 12"));
}

TEST_CASE("archives that unpack to more than they may are refused before they do") {
  const TemporaryFolder folder;
  const auto of = [&](const Files& files, const ZipLimits& limits) -> std::string {
    write_zip(folder / "a.zip", files);
    try {
      read_zip(folder / "a.zip", limits);
    } catch (const IoError& error) {
      return error.what();
    }
    return "";
  };
  const std::string zeros(1 << 20, '\0');
  CHECK_THAT(of({{"a", zeros}}, {}), Contains("\"a\" unpacks to more than 200 times its size"));
  CHECK(of({{"a", zeros}}, {.ratio = 2000}).empty());
  CHECK(of({{"a", std::string(1 << 16, '\0')}}, {}).empty());
  CHECK_THAT(of({{"a", "123"}, {"b", "4567"}}, {.bytes = 6}),
             Contains("\"b\" is too much: 6 bytes are allowed in all"));
  CHECK(of({{"a", "123"}, {"b", "4567"}}, {.bytes = 7}).empty());
  CHECK_THAT(of({{"a", ""}, {"b", ""}}, {.entries = 1}), Contains("has 2 entries; 1 are allowed"));
  CHECK_THAT(of({{"a", "1"}}, {.archive_bytes = 10}), Contains("10 are allowed"));
}

TEST_CASE("an entry that lies about its size is refused") {
  for (const std::int64_t size : {0, 3, 5, 1 << 20, 0x7fffffff})
    CHECK_FALSE(refused(RawEntry{.name = "a", .bytes = "four", .size = size}).empty());
}

TEST_CASE("damaged archives are refused in one line, or read; nothing worse") {
  const std::string zip =
      raw_zip({{.name = "a.cpp", .bytes = "some text"}, {.name = "b/c.h", .bytes = "more"}});
  const auto any = [](std::span<const std::byte> bytes) { read_zip(bytes, "x.zip"); };
  hostile::refuses_every_truncation(hostile::bytes(zip), any);
  CHECK(hostile::survives_damage(hostile::bytes(zip), any) > 1000);
  CHECK(refusal("") == "read_zip: x.zip: is empty");
  CHECK_THAT(refusal("PK"), Contains("is not a whole zip archive"));
}
