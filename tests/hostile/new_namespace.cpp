// tries: to become root in a namespace of its own and to mount there
// points: 0
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>
#include <cstdio>
static void attack(int) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 || mount("none", "/", "tmpfs", 0, nullptr) == 0 || setuid(0) == 0)
    std::puts("tt_hostile_mark: it is out");
}
@ATTACK@
