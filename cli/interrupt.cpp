#include "cli/interrupt.h"

#include <csignal>

namespace tt::cli {

static volatile std::sig_atomic_t asked = 0;

static void on_interrupt(int) {
  asked = 1;
  std::signal(SIGINT, SIG_DFL);
}

CatchInterrupt::CatchInterrupt() {
  asked = 0;
  std::signal(SIGINT, on_interrupt);
}

CatchInterrupt::~CatchInterrupt() { std::signal(SIGINT, SIG_DFL); }

bool interrupted() { return asked != 0; }

}  // namespace tt::cli
