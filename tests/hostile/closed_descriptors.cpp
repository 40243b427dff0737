// tries: to close every descriptor, and to put others in their places
// points: 0
#include <unistd.h>
static void attack(int) {
  for (int d = 0; d < 256; ++d) close(d);
  for (int d = 0; d < 4; ++d) dup2(1, d);
}
@ATTACK@
