#pragma once
#include <string>
#include <vector>

#include "autograder/pipe.h"
#include "autograder/process.h"

namespace tt::autograder {

// What a child needs after fork, made before it: the child allocates no memory.
struct Start {
  std::vector<char*> arguments, environment;
  const char* directory = nullptr;
  unsigned user = 0;
  pid_t judge = getpid();
  const std::string* filter = nullptr;  // for the child to install, where bubblewrap does not
  int filter_file = -1;                 // for bubblewrap, which finds it under this number:
  static constexpr int filter_descriptor = 4;
};

// In the child: never returns.
[[noreturn]] void become(const Start& start, const Limits& limits, const Pipe& in, const Pipe& out,
                         const Pipe& record);

// Pointers into the texts, then a null pointer.
std::vector<char*> pointers(std::vector<std::string>& texts);

}  // namespace tt::autograder
