// tries: to start two hundred threads
// points: 0
#include <chrono>
#include <cstdio>
#include <system_error>
#include <thread>
static void attack(int) {
  static bool once = false;
  if (once) return;
  once = true;
  for (int i = 0; i < 200; ++i) try {
      std::thread([] { std::this_thread::sleep_for(std::chrono::milliseconds(200)); }).detach();
      std::puts("tt_hostile_mark: there is a thread");
    } catch (const std::system_error&) {
    }
}
@ATTACK@
