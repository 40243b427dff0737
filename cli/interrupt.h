#pragma once

namespace tt::cli {

// While one of these lives, Ctrl-C does not end the program but makes interrupted() true; a second one ends it.
class CatchInterrupt {
 public:
  CatchInterrupt();
  ~CatchInterrupt();
  CatchInterrupt(const CatchInterrupt&) = delete;
  CatchInterrupt& operator=(const CatchInterrupt&) = delete;
};
bool interrupted();

}  // namespace tt::cli
