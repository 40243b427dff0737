#include "autograder/entry_name.h"
#include "autograder/text.h"
#include "tests/fuzz/fuzz.h"

// A name that is not refused stays inside the folder that it is put into.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string name(reinterpret_cast<const char*>(data), size);
  const std::string shown = tt::autograder::one_line(name);
  for (const char c : shown) fuzz::require(c >= ' ' && c <= '~');
  fuzz::require(shown.size() < 300);
  if (!tt::autograder::refused_name(name).empty()) return 0;
  const std::string inside = "/" + name + "/";
  for (const char* out : {"/../", "/./", "\\", ":", "\n", "\xe2\x80\xae"})
    fuzz::require(inside.find(out) == std::string::npos);
  fuzz::require(name[0] != '/' && name[0] != ' ');
  return 0;
}
