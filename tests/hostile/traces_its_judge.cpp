// tries: to read and to change the memory of the process above it, and its own by file
// points: 0
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>
#include <cstdio>
#include <cstring>
static void attack(int) {
  static char here[64] = "tt", there[64];
  iovec to{here, sizeof here}, from{there, sizeof there};
  for (const pid_t process : {getppid(), 1})
    if (ptrace(PTRACE_ATTACH, process, 0, 0) == 0 || process_vm_readv(process, &to, 1, &from, 1, 0) > 0 ||
        process_vm_writev(process, &to, 1, &from, 1, 0) > 0)
      std::puts("tt_hostile_mark: the process above was reached");
  if (open("/proc/self/mem", O_RDWR) >= 0 || open("/proc/1/mem", O_RDWR) >= 0) std::puts("tt_hostile_mark: memory is a file");
}
@ATTACK@
