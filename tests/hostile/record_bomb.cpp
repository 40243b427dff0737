// tries: to fill the judge's memory with a record without end
// points: 0
#include <unistd.h>
#include <cstring>
#include <vector>
[[gnu::constructor]] static void early(int argc, char** argv, char**) {
  if (argc < 3 || std::strcmp(argv[2], "0") != 0) return;
  const std::vector<char> much(1 << 20);
  for (int i = 0; i < 2000 && write(3, much.data(), much.size()) > 0; ++i) {
  }
}
@ZEROS@
