// tries: to crash, and to end with success in a handler of the signal
// points: 0
#include <unistd.h>
#include <csignal>
static void attack(int) {
  std::signal(SIGSEGV, [](int) { _exit(0); });
  *static_cast<volatile int*>(nullptr) = 1;
}
@ATTACK@
