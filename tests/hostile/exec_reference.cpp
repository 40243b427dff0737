// tries: to become the reference's program, with the same question and the same nonce
// points: 0
#include <unistd.h>
[[gnu::constructor]] static void early(int, char** argv, char** environment) {
  execve("@BUILD@/labs/01_affine/lab_01_affine_reference", argv, environment);
}
@ZEROS@
