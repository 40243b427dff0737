#include <zlib.h>

#include <algorithm>

#include "tinytensor/io/byte_stream.h"
#include "tinytensor/io/bytes.h"
#include "tinytensor/io/zip.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

constexpr std::uint32_t directory_end_mark = 0x06054b50, entry_mark = 0x02014b50, local_mark = 0x04034b50;
constexpr std::size_t directory_end_size = 22, entry_size = 46, local_size = 30;
constexpr std::uint32_t in_zip64 = 0xffffffff;

class Directory {
 public:
  Directory(std::span<const std::byte> archive, const std::string& name) : archive_(archive), name_(name) {}

  std::vector<ZipEntry> entries() {
    const std::size_t end = find_end();
    const auto count = number_at<std::uint16_t>(archive_, end + 10);
    const auto size = number_at<std::uint32_t>(archive_, end + 12),
               start = number_at<std::uint32_t>(archive_, end + 16);
    if (number_at<std::uint32_t>(archive_, end + 4) != 0 ||
        count != number_at<std::uint16_t>(archive_, end + 8))
      fail("an archive in several parts");
    if (start == in_zip64 || count == 0xffff) fail("an archive above 4 GB or 65,534 entries");
    if (start > end || size != end - start) fail("the directory's place and size disagree with the file");
    directory_ = archive_.subspan(start, size);
    std::vector<ZipEntry> entries;
    for (int i = 0; i < count; ++i) entries.push_back(next());
    if (!directory_.empty()) fail("the directory holds more than it counts");
    check_apart();
    return entries;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw IoError("npz: " + name_ + ": " + what); }

  // The file ends with the directory's end record, after which only a comment of its stated length may come.
  std::size_t find_end() const {
    if (archive_.size() < directory_end_size) fail("too short for a zip archive");
    const std::size_t last = archive_.size() - directory_end_size, first = last > 0xffff ? last - 0xffff : 0;
    for (std::size_t at = last + 1; at-- > first;)
      if (number_at<std::uint32_t>(archive_, at) == directory_end_mark &&
          number_at<std::uint16_t>(archive_, at + 20) == last - at)
        return at;
    fail("not a zip archive, or truncated: its directory is missing");
  }

  ZipEntry next() {
    if (directory_.size() < entry_size || number_at<std::uint32_t>(directory_, 0) != entry_mark)
      fail("the directory is damaged");
    const auto half = [&](std::size_t at) { return number_at<std::uint16_t>(directory_, at); };
    const auto word = [&](std::size_t at) { return number_at<std::uint32_t>(directory_, at); };
    const std::size_t name_length = half(28), length = entry_size + name_length + half(30) + half(32);
    if (length > directory_.size()) fail("the directory is damaged");
    ZipEntry entry;
    entry.name = as_text(directory_.subspan(entry_size, name_length));
    if (half(8) & 1) fail(printable(entry.name) + " is encrypted");
    if (half(10) != 0 && half(10) != 8)
      fail(printable(entry.name) + " is packed by method " + std::to_string(half(10)) +
           ". Stored and deflated can be read.");
    entry.deflated = half(10) == 8;
    entry.crc = word(16);
    entry.size = word(24);
    if (word(20) == in_zip64 || word(24) == in_zip64 || word(42) == in_zip64)
      fail(printable(entry.name) + " is above 4 GB");
    if (!entry.deflated && word(20) != word(24))
      fail(printable(entry.name) + " is stored, but its two sizes differ");
    entry.packed = local_data(entry, word(42), word(20), half(10));
    directory_ = directory_.subspan(length);
    return entry;
  }

  // The entry's bytes, after its local header, which must agree with the directory. Sizes there may be
  // missing: a writer that did not yet know them puts 0 or all ones.
  std::span<const std::byte> local_data(const ZipEntry& entry, std::size_t at, std::size_t packed,
                                        unsigned method) {
    const std::size_t directory_start = static_cast<std::size_t>(directory_.data() - archive_.data());
    if (at > directory_start || directory_start - at < local_size ||
        number_at<std::uint32_t>(archive_, at) != local_mark)
      fail(printable(entry.name) + " is not where the directory says");
    const std::size_t name_length = number_at<std::uint16_t>(archive_, at + 26);
    const std::size_t start = at + local_size + name_length + number_at<std::uint16_t>(archive_, at + 28);
    if (start > directory_start || packed > directory_start - start)
      fail(printable(entry.name) + " reaches past the end");
    if (as_text(archive_.subspan(at + local_size, name_length)) != entry.name ||
        number_at<std::uint16_t>(archive_, at + 8) != method)
      fail(printable(entry.name) + " is called or packed otherwise in the directory");
    const auto stated = number_at<std::uint32_t>(archive_, at + 18);
    if (stated != 0 && stated != in_zip64 && stated != packed)
      fail(printable(entry.name) + " has another size in the directory");
    used_.push_back({at, start + packed});
    return archive_.subspan(start, packed);
  }

  void check_apart() {
    std::ranges::sort(used_, {}, &Range::begin);
    for (std::size_t i = 1; i < used_.size(); ++i)
      if (used_[i].begin < used_[i - 1].end) fail("two entries overlap");
  }

  struct Range {
    std::size_t begin, end;
  };
  std::span<const std::byte> archive_, directory_;  // directory_: what is left of it
  const std::string& name_;
  std::vector<Range> used_;
};

}  // namespace

std::vector<ZipEntry> zip_entries(std::span<const std::byte> archive, const std::string& name) {
  return Directory(archive, name).entries();
}

std::vector<std::uint8_t> unzip(const ZipEntry& entry, const std::string& name) {
  const std::string what = "npz: " + name + ": " + printable(entry.name);
  ByteStream stream(what, entry.packed, entry.deflated ? Compression::deflate : Compression::none);
  std::vector<std::uint8_t> bytes = stream.read(entry.size);
  stream.finish();
  if (crc32_z(0, bytes.data(), bytes.size()) != entry.crc)
    throw IoError(what + ": damaged: the checksum is wrong");
  return bytes;
}

}  // namespace tt::io
