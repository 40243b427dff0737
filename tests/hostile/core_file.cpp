// tries: to leave a core file
// points: 0
#include <sys/resource.h>
#include <cstdlib>
static void attack(int) {
  const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_CORE, &all);
  setrlimit(RLIMIT_FSIZE, &all);
  std::abort();
}
@ATTACK@
