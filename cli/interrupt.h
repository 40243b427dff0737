#pragma once

namespace tt::cli {

// While one lives, Ctrl-C makes interrupted() true instead of ending the program; a second one ends it.
class CatchInterrupt {
 public:
  CatchInterrupt();
  ~CatchInterrupt();
  CatchInterrupt(const CatchInterrupt&) = delete;
  CatchInterrupt& operator=(const CatchInterrupt&) = delete;
};
bool interrupted();

}  // namespace tt::cli
