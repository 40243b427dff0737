// tries: to keep the judge busy, or to crash it, with one long line that looks like a sanitizer's, and an abort
// points: 0
#include <cstdio>
#include <cstdlib>
#include <string>
static void attack(int) {
  std::string line = "    #1 0x55 in ";
  while (line.size() < 60000) line += "a/b ";
  std::fputs((line + "\nERROR: AddressSanitizer: " + line).c_str(), stderr);
  std::abort();
}
@ATTACK@
