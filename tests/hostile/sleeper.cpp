// tries: to sleep, in one case
// points: 0
#include <unistd.h>
static void attack(int part) {
  if (part == 3) sleep(60);
}
@ATTACK@
