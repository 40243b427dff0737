// tries: to start itself again with a library before all others
// points: 0
#include <unistd.h>
#include <cstdlib>
#include <vector>
[[gnu::constructor]] static void early(int, char** argv, char** environment) {
  if (std::getenv("LD_PRELOAD")) return;
  std::vector<char*> more;
  for (; *environment; ++environment) more.push_back(*environment);
  char preload[] = "LD_PRELOAD=@OUT@/class/any.so", audit[] = "LD_AUDIT=@OUT@/class/any.so";
  more.insert(more.end(), {preload, audit, nullptr});
  execve(argv[0], argv, more.data());
}
@ZEROS@
