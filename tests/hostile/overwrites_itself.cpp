// tries: to replace its own program between two cases
// points: 0
#include <unistd.h>
#include <cstdlib>
#include <fstream>
[[gnu::constructor]] static void early(int, char** argv, char**) {
  unlink(argv[0]);
  if (symlink("@BUILD@/labs/01_affine/lab_01_affine_reference", argv[0]) == 0) _exit(0);
  std::ofstream(argv[0]) << "#!/bin/sh\n";
}
@ZEROS@
