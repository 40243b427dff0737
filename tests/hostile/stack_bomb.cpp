// tries: to call itself until the stack is used up
// points: 0
static int deeper(volatile int* up) {
  volatile int here[1000];
  here[0] = up ? up[0] + 1 : 0;
  return deeper(here) + here[0];
}
static void attack(int) { deeper(nullptr); }
@ATTACK@
