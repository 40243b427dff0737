// tries: to compute for ever with every signal ignored, in one case
// points: 0
#include <csignal>
static void attack(int part) {
  for (int s = 1; s < 64; ++s) std::signal(s, SIG_IGN);
  volatile bool for_ever = part == 3;
  while (for_ever) {
  }
}
@ATTACK@
