// tries: to jump out of a case, back to where the program began, and to end there with success
// points: 0
#include <csetjmp>
#include <cstdlib>
static std::jmp_buf beginning;
static const int zero = [] {
  if (setjmp(beginning) != 0) std::_Exit(0);
  return 0;
}();
static void attack(int) { std::longjmp(beginning, 1); }
@ATTACK@
