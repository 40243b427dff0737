// tries: to run before the libraries are set up, and to end there
// points: 0
#include <unistd.h>
static void early() { _exit(0); }
__attribute__((section(".preinit_array"), used)) static void (*const entry)() = early;
@ZEROS@
