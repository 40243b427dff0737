#pragma once
// Zip archives as no honest program makes them: every field of an entry can be chosen.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <zlib.h>

struct RawEntry {
  std::string name, bytes = "";
  int method = 0, flags = 0;
  std::uint32_t attributes = 0;  // a Unix file's kind and mode are in the upper half
  std::int64_t size = -1;        // what it says of itself; -1: the truth
  std::string local_name = name;
  int system = 3;  // Unix
};

inline std::string raw_zip(const std::vector<RawEntry>& entries) {
  std::string zip, directory;
  const auto put = [](std::string& to, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> 8 * i & 0xff);
  };
  // What both headers have, from the version on.
  const auto common = [&](std::string& to, const RawEntry& e, const std::string& name) {
    put(to, 20, 2), put(to, static_cast<std::uint64_t>(e.flags), 2);
    put(to, static_cast<std::uint64_t>(e.method), 2), put(to, 0x21 << 16, 4);
    put(to, crc32_z(0, reinterpret_cast<const unsigned char*>(e.bytes.data()), e.bytes.size()), 4);
    put(to, e.bytes.size(), 4);
    put(to, e.size < 0 ? e.bytes.size() : static_cast<std::uint64_t>(e.size), 4);
    put(to, name.size(), 2), put(to, 0, 2);
  };
  for (const RawEntry& e : entries) {
    const std::size_t at = zip.size();
    put(zip, 0x04034b50, 4), common(zip, e, e.local_name);
    zip += e.local_name + e.bytes;
    put(directory, 0x02014b50, 4), put(directory, static_cast<std::uint64_t>(e.system << 8 | 20), 2);
    common(directory, e, e.name);
    put(directory, 0, 6), put(directory, e.attributes, 4), put(directory, at, 4);
    directory += e.name;
  }
  const std::size_t start = zip.size();
  zip += directory;
  put(zip, 0x06054b50, 4), put(zip, 0, 4), put(zip, entries.size(), 2), put(zip, entries.size(), 2);
  put(zip, directory.size(), 4), put(zip, start, 4), put(zip, 0, 2);
  return zip;
}
