// tries: to turn the sanitizers off, and then to write past the end of a block
// points: 0
#include <cstdlib>
extern "C" const char* __asan_default_options() { return "detect_leaks=0:halt_on_error=0:exitcode=0"; }
extern "C" const char* __ubsan_default_options() { return "halt_on_error=0:exitcode=0"; }
static void attack(int) {
  volatile char* block = static_cast<char*>(std::malloc(8));
  block[9] = 1;
}
@ATTACK@
