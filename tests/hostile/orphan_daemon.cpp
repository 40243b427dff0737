// tries: to leave a process behind that writes into the results a second later
// points: 0
#include <unistd.h>
#include <fstream>
[[gnu::constructor]] static void early() {
  if (fork() != 0) return;
  setsid();
  if (fork() != 0) _exit(0);
  sleep(1);
  std::ofstream("@OUT@/graded/class/results/tt_hostile_mark_late") << "10";
  _exit(0);
}
@ZEROS@
