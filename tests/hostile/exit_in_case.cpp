// tries: to end the process inside a case as if all had gone well
// points: 0
#include <cstdlib>
static void attack(int) { std::exit(0); }
@ATTACK@
