// tries: to read from and write to descriptors that the judge left open
// points: 0
#include <sys/stat.h>
#include <unistd.h>
#include <cstdio>
static void attack(int) {
  static bool once = false;
  if (once) return;
  once = true;
  for (int d = 4; d < 1024; ++d)
    if (struct stat s; fstat(d, &s) == 0) std::printf("tt_hostile_mark: descriptor %d is open\n", d);
}
@ATTACK@
