// tries: to define main
// points: 0
#include <unistd.h>
int main() { _exit(0); }
@ZEROS@
