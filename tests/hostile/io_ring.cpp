// tries: to ask the kernel by queue, past the filter of calls
// points: 0
#include <sys/syscall.h>
#include <unistd.h>
#include <cstdio>
static void attack(int) {
  char parameters[120] = {};
  if (syscall(SYS_io_uring_setup, 8, parameters) >= 0) std::puts("tt_hostile_mark: there is a queue");
}
@ATTACK@
