#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "autograder/sandbox.h"

namespace tt::autograder {

struct Limits {
  double seconds = 2;            // of wall-clock time; processor time gets one more
  int memory_mb = 1024;          // of address space; 0: no limit
  int files_mb = 256;            // of any file it writes
  std::size_t output = 1 << 16;  // bytes kept of what it prints; the rest is read and dropped
  std::size_t record = 1 << 28;  // bytes of record at most
};

struct Task {
  std::vector<std::string> command;
  std::string input = {};                     // on its standard input
  std::vector<std::string> environment = {};  // "NAME=value"; it holds these and PATH alone
  Limits limits = {};
  Box box = {};
  // When just this came on descriptor 3 since the last time, and all input was read, the process is weighed
  // and gets a byte on its standard input to go on.
  std::string pause = {};
};

struct Outcome {
  enum Kind { exited, signalled, too_slow, too_much_output } kind = exited;
  int code = 0;         // exit status, or the signal
  std::string printed;  // standard output and error as they came
  std::string record;   // what it wrote to descriptor 3, without pauses
  double seconds = 0;
  double processor_seconds = 0;         // of a process that is trusted or timed
  std::vector<std::uint64_t> resident;  // bytes of memory of its own, at each pause
  bool ok() const { return kind == exited && code == 0; }
};

// Runs a command until it ends, and kills whatever it leaves running. Throws Error when it cannot be started.
Outcome run_process(const Task& task);

}  // namespace tt::autograder
