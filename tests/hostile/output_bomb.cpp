// tries: to print without end
// points: 0
#include <unistd.h>
#include <cstring>
#include <vector>
[[gnu::constructor]] static void early(int argc, char** argv, char**) {
  if (argc < 3 || std::strcmp(argv[2], "0") != 0) return;
  const std::vector<char> much(1 << 16, 'x');
  for (int i = 0; i < 200'000 && write(1, much.data(), much.size()) > 0; ++i) {
  }
}
@ZEROS@
