#include <zip.h>

#include <memory>

#include "autograder/archive.h"
#include "autograder/entry_name.h"
#include "autograder/text.h"
#include "tinytensor/io/file.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

struct Discard {
  void operator()(zip_t* zip) const { zip_discard(zip); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

// libzip's words for an error, which is freed.
std::string words(zip_error_t& error) {
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

class Archive {
 public:
  Archive(std::span<const std::byte> bytes, const std::string& name, const ZipLimits& limits)
      : name_(name), limits_(limits) {
    if (bytes.size() > limits.archive_bytes)
      fail("is " + std::to_string(bytes.size()) + " bytes; " + std::to_string(limits.archive_bytes) +
           " are allowed");
    if (bytes.empty()) fail("is empty");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    // No ZIP_CHECKCONS: it refuses what `zip -r - folder` writes. Local headers are not trusted either way.
    if (source) zip_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (source && !zip_) zip_source_free(source);
    const std::string why = words(error);
    if (!zip_) fail("is not a whole zip archive: " + why);
  }

  std::map<std::string, std::string> files() {
    const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(zip_.get(), 0));
    if (count > limits_.entries)
      fail("has " + std::to_string(count) + " entries; " + std::to_string(limits_.entries) + " are allowed");
    std::map<std::string, std::string> all;
    for (zip_uint64_t i = 0; i < count; ++i) {
      const std::string name = checked_name(i);
      const bool folder = name.ends_with('/');
      check_kind(i, name, folder);
      std::string text = read(i, name);
      if (folder && !text.empty()) fail(name, "is a folder with bytes in it");
      if (!all.emplace(name, std::move(text)).second) fail(name, "is in it twice");
    }
    check_paths(all);
    std::erase_if(all, [](const auto& entry) { return entry.first.ends_with('/'); });
    return all;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw IoError("read_zip: " + name_ + ": " + what); }
  [[noreturn]] void fail(const std::string& entry, const std::string& what) const {
    fail("\"" + one_line(entry) + "\" " + what);
  }

  // In UTF-8. Names in another encoding are translated, so their raw bytes are checked too: there a control
  // character may stand for a symbol.
  std::string checked_name(zip_uint64_t i) const {
    const char* raw = zip_get_name(zip_.get(), i, ZIP_FL_ENC_RAW);
    const char* name = zip_get_name(zip_.get(), i, ZIP_FL_ENC_GUESS);
    if (!raw || !name) fail("an entry's name cannot be read");
    for (const char* c = raw; *c; ++c)
      if (static_cast<unsigned char>(*c) < 0x20) fail(raw, "has a control character");
    if (const std::string wrong = refused_name(name); !wrong.empty()) fail(raw, wrong);
    return name;
  }

  // Unix keeps a file's kind in the upper half of the attributes.
  void check_kind(zip_uint64_t i, const std::string& name, bool folder) const {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(zip_.get(), i, 0, &system, &attributes) != 0)
      fail(name, "has no attributes");
    const zip_uint32_t kind = attributes >> 28;
    constexpr zip_uint32_t none = 0, directory = 4, regular = 8, link = 10;
    if (kind == link) fail(name, "is a link");
    if (kind != none && kind != (folder ? directory : regular)) fail(name, "is not a file");
  }

  std::string read(zip_uint64_t i, const std::string& name) {
    zip_stat_t stat;
    constexpr zip_uint64_t wanted =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(zip_.get(), i, 0, &stat) != 0 || (stat.valid & wanted) != wanted)
      fail(name, "does not say how large it is");
    if (stat.encryption_method != ZIP_EM_NONE) fail(name, "is encrypted");
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
      fail(name,
           "is packed by method " + std::to_string(stat.comp_method) + ". Stored and deflated can be read.");
    if (stat.size > limits_.bytes - total_)
      fail(name, "is too much: " + std::to_string(limits_.bytes) + " bytes are allowed in all");
    if (stat.size > 1 << 16 && stat.size / limits_.ratio > stat.comp_size)
      fail(name, "unpacks to more than " + std::to_string(limits_.ratio) + " times its size");
    total_ += stat.size;
    return unpacked(i, name, stat.size);
  }

  // libzip compares size and checksum only at the end of the file, so one byte more is asked for.
  std::string unpacked(zip_uint64_t i, const std::string& name, std::size_t size) const {
    const std::unique_ptr<zip_file_t, Discard> file(zip_fopen_index(zip_.get(), i, 0));
    if (!file) fail(name, std::string("cannot be read: ") + zip_strerror(zip_.get()));
    std::string text(size + 1, '\0');
    std::size_t got = 0;
    while (got < text.size()) {
      const zip_int64_t n = zip_fread(file.get(), text.data() + got, text.size() - got);
      if (n < 0) fail(name, std::string("is damaged: ") + zip_file_strerror(file.get()));
      if (n == 0) break;
      got += static_cast<std::size_t>(n);
    }
    if (got != size) fail(name, "is damaged: it is not as large as it says");
    text.resize(size);
    return text;
  }

  // Refuses a file whose name another uses as a folder.
  void check_paths(const std::map<std::string, std::string>& all) const {
    for (const auto& [name, text] : all)
      for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
        if (all.contains(name.substr(0, slash))) fail(name.substr(0, slash), "is a file and a folder");
  }

  const std::string& name_;
  const ZipLimits& limits_;
  std::unique_ptr<zip_t, Discard> zip_;
  std::size_t total_ = 0;
};

}  // namespace

std::map<std::string, std::string> read_zip(std::span<const std::byte> archive, const std::string& name,
                                            const ZipLimits& limits) {
  return Archive(archive, name, limits).files();
}

std::map<std::string, std::string> read_zip(const std::string& path, const ZipLimits& limits) {
  const io::MappedFile file(path);
  return read_zip(file.bytes(), path, limits);
}

}  // namespace tt::autograder
