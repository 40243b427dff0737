// tries: to end the process with success before main begins
// points: 0
#include <cstdlib>
[[gnu::constructor]] static void early() { std::quick_exit(0); }
@ZEROS@
