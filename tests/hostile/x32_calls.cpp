// tries: to make system calls by the numbers of a third kind of program
// points: 0
#include <sys/syscall.h>
#include <unistd.h>
#include <cstdio>
static void attack(int) {
  const long pid = syscall(0x40000000 + SYS_fork);
  if (pid == 0) _exit(0);
  std::printf("%ld\n", pid);
}
@ATTACK@
