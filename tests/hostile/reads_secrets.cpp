// tries: to print the instructor's files, passwords, the reference's source and other submissions
// points: 0
#include <fstream>
#include <iostream>
static void attack(int) {
  static bool once = false;
  if (once) return;
  once = true;
  for (const char* file : {"@OUT@/secret.txt", "/etc/shadow", "/etc/passwd", "@SOURCE@/modules/quantization/params.cpp",
                           "@OUT@/class/000-0-honest-right/01_affine/params.cpp", "/proc/self/maps", "/proc/1/environ",
                           "/proc/self/environ", "/proc/1/cmdline", "/proc/mounts"})
    if (std::ifstream in(file); in) std::cout << "tt_hostile_mark: " << file << " is there: " << in.rdbuf() << std::endl;
}
@ATTACK@
