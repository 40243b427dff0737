// tries: to leave a process behind that writes into the results a second later
// points: 0
#include <unistd.h>
#include <cstdio>
#include <fstream>
[[gnu::constructor]] static void early() {
  const pid_t child = fork();
  if (child < 0) return;
  if (child > 0) {
    std::puts("tt_hostile_mark: there is a child");
    return;
  }
  setsid();
  if (fork() != 0) _exit(0);
  sleep(1);
  std::ofstream("@OUT@/graded/class/results/tt_hostile_mark_late") << "10";
  _exit(0);
}
@ZEROS@
