// tries: to end the process in the initialiser of a global
// points: 0
#include <cstdlib>
static const int zero = (std::exit(0), 0);
@ZEROS@
