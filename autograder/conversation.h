#pragma once
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include <algorithm>
#include <array>
#include <chrono>

#include "autograder/pipe.h"
#include "autograder/process.h"
#include "autograder/process_tree.h"

namespace tt::autograder {

using Clock = std::chrono::steady_clock;

// A child process and what is exchanged with it.
class Conversation {
 public:
  Conversation(const Task& task, pid_t pid, Pipe& in, Pipe& out, Pipe& record)
      : task_(task), pid_(pid), in_(in), out_(out), record_(record) {
#ifdef __linux__
    ended_.reset(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
#endif
    for (const Descriptor* d : {&in.write, &out.read, &record.read}) fcntl(d->get(), F_SETFL, O_NONBLOCK);
  }

  // Feeds and drains the child until it ends or its time is up. Does not wait for others that hold the pipes.
  Outcome::Kind talk(Clock::time_point end, Outcome& outcome) {
    for (;;) {
      if (fed_ == task_.input.size() && task_.pause.empty()) in_.write.reset();
      pollfd polls[] = {{fed_ < task_.input.size() ? in_.write.get() : -1, POLLOUT, 0},
                        {out_.read.get(), POLLIN, 0},
                        {record_.read.get(), POLLIN, 0},
                        {ended_.get(), POLLIN, 0}};
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
      if (left <= 0) return Outcome::too_slow;
      const int wait = ended_.get() >= 0 ? static_cast<int>(left) : 1;
      if (poll(polls, 4, wait) < 0 && errno != EINTR) return Outcome::too_slow;
      if (polls[0].revents) feed();
      if (polls[1].revents && drain_output(outcome) == 0) out_.read.reset();
      if (polls[2].revents && drain_record(outcome) == 0) record_.read.reset();
      if (outcome.record.size() > task_.limits.record) return Outcome::too_much_output;
      if (has_ended()) return Outcome::exited;
    }
  }

  // Reads what was left in the pipes when everything had ended.
  void finish(Outcome& outcome) {
    for (int i = 0; i < 1024 && drain_output(outcome) > 0; ++i) {
    }
    while (outcome.record.size() <= task_.limits.record && drain_record(outcome) > 0) {
    }
  }

 private:
  bool has_ended() const {
    siginfo_t information{};
    return waitid(P_PID, static_cast<id_t>(pid_), &information, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           information.si_pid == pid_;
  }

  void feed() {
    const ssize_t n = write(in_.write.get(), task_.input.data() + fed_, task_.input.size() - fed_);
    if (n > 0) fed_ += static_cast<std::size_t>(n);
    if (n < 0 && errno != EAGAIN && errno != EINTR) fed_ = task_.input.size();  // it reads no more
  }

  // Both return the bytes read; 0 when nothing more can come, below 0 when nothing is there now.
  ssize_t drain_output(Outcome& outcome) {
    std::array<char, 1 << 16> some;
    const ssize_t n = read(out_.read.get(), some.data(), some.size());
    if (n <= 0) return n;
    const std::size_t room = task_.limits.output - std::min(task_.limits.output, outcome.printed.size());
    outcome.printed.append(some.data(), std::min(static_cast<std::size_t>(n), room));
    return n;
  }

  ssize_t drain_record(Outcome& outcome) {
    std::array<char, 1 << 16> some;
    const ssize_t n = read(record_.read.get(), some.data(), some.size());
    if (n <= 0) return n;
    outcome.record.append(some.data(), static_cast<std::size_t>(n));
    if (task_.pause.empty() || outcome.record != task_.pause || !input_is_read()) return n;
    outcome.resident.push_back(resident_bytes(pid_));
    outcome.record.clear();
    const char go = 1;
    return write(in_.write.get(), &go, 1) == 1 ? n : 0;
  }

  // No process is weighed while its question still lies in the pipe.
  bool input_is_read() const {
    int left = 0;
    return fed_ == task_.input.size() && ioctl(in_.write.get(), FIONREAD, &left) == 0 && left == 0;
  }

  const Task& task_;
  pid_t pid_;
  Pipe &in_, &out_, &record_;
  Descriptor ended_;  // readable once the child has ended
  std::size_t fed_ = 0;
};

}  // namespace tt::autograder
