#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  void reset(int number = -1) {
    if (number_ >= 0) close(number_);
    number_ = number;
  }
  int get() const { return number_; }

 private:
  int number_;
};

// Programs that are started inherit neither end.
struct Pipe {
  Descriptor read, write;
  Pipe() {
    int ends[2];
#ifdef __linux__
    if (pipe2(ends, O_CLOEXEC) != 0) throw Error(std::string("process: no pipe: ") + std::strerror(errno));
#else
    if (pipe(ends) != 0) throw Error(std::string("process: no pipe: ") + std::strerror(errno));
    for (int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
#endif
    read.reset(ends[0]), write.reset(ends[1]);
  }
};

}  // namespace tt::autograder
