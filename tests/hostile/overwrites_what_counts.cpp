// tries: to overwrite, remove or replace results, the reference, the probe's objects and the grader
// points: 0
#include <fcntl.h>
#include <unistd.h>
#include <cstdio>
#include <string>
static void attack(int) {
  for (const std::string file : {"@OUT@/graded/class/batch.json", "@OUT@/graded/class/results/001-abort_in_case.json",
                                 "@BUILD@/labs/01_affine/lab_01_affine_reference", "@BUILD@/labs/01_affine.build",
                                 "@BUILD@/cli/tt", "@SOURCE@/labs/01_affine/mutants.toml", "/proc/self/exe"}) {
    const int d = open(file.c_str(), O_WRONLY | O_APPEND);
    if (d >= 0) (void)!write(d, "\n", 1);
    std::rename(file.c_str(), (file + "_tt_hostile_mark").c_str());
    unlink(file.c_str());
  }
}
@ATTACK@
