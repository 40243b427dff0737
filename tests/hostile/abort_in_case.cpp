// tries: to abort inside a case
// points: 0
#include <cstdlib>
static void attack(int) { std::abort(); }
@ATTACK@
