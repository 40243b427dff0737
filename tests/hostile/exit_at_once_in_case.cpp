// tries: to end the process inside a case without running anything more
// points: 0
#include <cstdlib>
static void attack(int) { std::_Exit(0); }
@ATTACK@
