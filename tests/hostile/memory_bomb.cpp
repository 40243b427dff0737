// tries: to take four gigabytes of memory and to write on every page
// points: 0
#include <vector>
static void attack(int) {
  static std::vector<std::vector<char>> all;
  while (all.size() < 64) all.emplace_back(1 << 26, 'x');
}
@ATTACK@
