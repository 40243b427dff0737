// tries: to start processes that start processes, two hundred at most
// points: 0
#include <unistd.h>
static void attack(int) {
  for (int i = 0; i < 200; ++i)
    if (fork() == 0) {
      for (int j = 0; j < 2; ++j) (void)!fork();
      sleep(1);
      _exit(0);
    }
}
@ATTACK@
