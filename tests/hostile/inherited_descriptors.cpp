// tries: to read from and write to descriptors that the judge left open
// points: 0
#include <sys/stat.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>
static void attack(int) {
  char some[64];
  for (int d = 4; d < 1024; ++d)
    if (struct stat s; fstat(d, &s) == 0) {
      std::printf("descriptor %d is open\n", d);
      if (pread(d, some, sizeof some, 0) > 0 || write(d, "tt_hostile_mark", 15) > 0) std::puts("and of use");
    }
}
@ATTACK@
