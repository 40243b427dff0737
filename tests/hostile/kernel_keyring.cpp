// tries: to leave answers for the next submission in the kernel's keyring
// points: 0
#include <sys/syscall.h>
#include <unistd.h>
#include <cstdio>
static void attack(int) {
  if (syscall(SYS_add_key, "user", "tt_hostile_mark", "10", 2ul, -4) >= 0) std::puts("tt_hostile_mark: it was left");
}
@ATTACK@
