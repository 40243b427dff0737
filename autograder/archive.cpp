#include "autograder/archive.h"

#include <zip.h>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

void write_zip(const std::string& path, const std::map<std::string, std::string>& files) {
  int code = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  bool good = zip != nullptr;
  for (const auto& [name, text] : files) {
    if (!good) break;
    zip_source_t* source = zip_source_buffer(zip, text.data(), text.size(), 0);
    good = source && zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0;
    if (source && !good) zip_source_free(source);
  }
  if (good && zip_close(zip) == 0) return;
  if (zip) zip_discard(zip);
  throw IoError("cannot write " + path);
}

}  // namespace tt::autograder
