// tries: to start a process by calls that libraries do not use
// points: 0
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>
static void attack(int) {
  if (syscall(SYS_vfork) == 0) _exit(0);
  if (syscall(SYS_clone, SIGCHLD | CLONE_NEWUSER | CLONE_NEWNS, 0, 0, 0, 0) == 0) _exit(0);
  unsigned long arguments[11] = {0, 0, 0, 0, SIGCHLD};
  if (syscall(435, arguments, sizeof arguments) == 0) _exit(0);  // clone3
}
@ATTACK@
