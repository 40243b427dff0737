#pragma once
#include <string>
#include <vector>

namespace tt::autograder {

struct Limits {
  double seconds = 2;            // of wall clock; processor time gets one more
  int memory_mb = 1024;          // of address space
  int files_mb = 256;            // of any file it writes
  std::size_t output = 1 << 16;  // bytes kept of what it prints; the rest is read and dropped
  std::size_t record = 1 << 28;  // bytes of record at most
};

// What a process may see: nothing but system libraries, these paths, and one folder to write in.
struct Box {
  std::vector<std::string> readable;
  std::string writable;  // and where it starts; empty: nowhere
  bool trusted = false;  // our own program: not shut in
  bool timed = false;    // its processor time counts: it is the first process inside, which ours waits for
};

struct Outcome {
  enum Kind { exited, signalled, too_slow, too_much_output } kind = exited;
  int code = 0;         // exit status, or the signal
  std::string printed;  // standard output and error as they came
  std::string record;   // what it wrote to descriptor 3
  double seconds = 0;
  double processor_seconds = 0;  // of a process that is trusted or timed
  bool ok() const { return kind == exited && code == 0; }
};

// Runs a command to its end, with an empty environment but `environment` ("NAME=value"), `input` on its
// standard input, and kills whatever is left of its process group. Shut in by bubblewrap where that works
// here: sandboxed() says. Throws Error when it cannot be started.
Outcome run_process(const std::vector<std::string>& command, const std::string& input, const Limits& limits,
                    const Box& box, const std::vector<std::string>& environment = {});

// Whether namespaces hold on this machine; found out once.
bool sandboxed();

}  // namespace tt::autograder
