#include "cli/interrupt.h"

#include <csignal>
#include <ctime>

namespace tt::cli {

static volatile std::sig_atomic_t asked = 0;
static volatile std::time_t when = 0;

// A second Ctrl-C ends the program at once, but not one that comes together with the first: some shells and
// tools send it to the process and to its group.
static void on_interrupt(int) {
  if (asked && std::time(nullptr) - when > 1) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  if (!asked) when = std::time(nullptr);
  asked = 1;
}

CatchInterrupt::CatchInterrupt() {
  asked = 0;
  std::signal(SIGINT, on_interrupt);
}

CatchInterrupt::~CatchInterrupt() { std::signal(SIGINT, SIG_DFL); }

bool interrupted() { return asked != 0; }

}  // namespace tt::cli
