// tries: to leave files in every folder that it can think of
// points: 0
#include <fstream>
#include <string>
static void attack(int) {
  for (const std::string folder : {"", ".", "/tmp", "/var/tmp", "/dev/shm", "/run", "/usr/lib", "@OUT@", "@OUT@/graded",
                                   "@OUT@/graded/class/results", "@OUT@/graded/class/kept", "@BUILD@/labs",
                                   "@BUILD@/labs/01_affine", "@SOURCE@/labs/01_affine"})
    std::ofstream(folder + "/tt_hostile_mark_writes") << "here";
}
@ATTACK@
