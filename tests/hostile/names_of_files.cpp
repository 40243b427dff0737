// tries: to keep numbers in the names of files, where they are not weighed
// points: 0
#include <fcntl.h>
#include <sys/stat.h>
#include <cstdio>
static void attack(int) {
  static bool once = false;
  if (once) return;
  once = true;
  for (const char* name : {"/tt_hostile_mark_1", "/tmp/tt_hostile_mark_2", "tt_hostile_mark_3", "/usr/tt_hostile_mark_4"})
    if (open(name, O_CREAT | O_WRONLY, 0600) >= 0 || mkdir(name, 0700) == 0)
      std::printf("tt_hostile_mark: %s was made\n", name);
}
@ATTACK@
