// tries: to fill the disk with a hundred megabytes wherever it can
// points: 0
#include <fstream>
#include <string>
static void attack(int) {
  const std::string much(1 << 20, 'x');
  for (const std::string folder : {"", "/tmp", "/var/tmp", "/dev/shm", "@OUT@/graded/class"}) {
    std::ofstream out(folder + "/tt_hostile_mark_disk");
    for (int i = 0; i < 20 && out; ++i) out << much;
  }
}
@ATTACK@
