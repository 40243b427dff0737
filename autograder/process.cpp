#include "autograder/process.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "autograder/conversation.h"
#include "autograder/start.h"

namespace tt::autograder {

namespace {

void read_status(int status, bool in_bubblewrap, Outcome& outcome) {
  if (WIFSIGNALED(status)) {
    outcome.kind = WTERMSIG(status) == SIGXCPU ? Outcome::too_slow : Outcome::signalled;
    outcome.code = WTERMSIG(status);
    return;
  }
  outcome.code = WEXITSTATUS(status);
  if (!in_bubblewrap || outcome.code <= 128 || outcome.code >= 128 + 65) return;
  outcome.code -= 128;  // bubblewrap's way to report a signal
  outcome.kind = outcome.code == SIGXCPU || outcome.code == SIGKILL ? Outcome::too_slow : Outcome::signalled;
}

double seconds_of(const timeval& t) {
  return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

// A descriptor from which these bytes, a filter's program, can be read from the beginning.
int file_of(const std::string& bytes) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
  // Not a number that a child is given.
  const int high = file ? fcntl(fileno(file.get()), F_DUPFD_CLOEXEC, 10) : -1;
  if (high < 0 || pwrite(high, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw Error(std::string("process: no filter: ") + std::strerror(errno));
  return high;
}

// Whether bubblewrap says that the machine had nothing left to start a process with. A program may say the
// same, and is then started again; the number of attempts is limited.
bool was_not_begun(const Outcome& outcome) {
  return outcome.record.empty() && outcome.printed.starts_with("bwrap: ") &&
         outcome.printed.find("Resource temporarily unavailable") != std::string::npos;
}

Outcome run_once(const Task& task) {
  signal(SIGPIPE, SIG_IGN);
  const bool shut_in = !task.box.trusted, bubble = shut_in && layers().namespaces;
  const bool filtered = shut_in && layers().seccomp && !task.box.proc;
  const Descriptor filter(bubble && filtered ? file_of(seccomp_program(task.box.programs)) : -1);
  std::vector<std::string> arguments = task.command, variables = {"PATH=/usr/local/bin:/usr/bin:/bin"};
  if (bubble) {
    arguments = in_bubblewrap(task.command, task.box, task.environment,
                              filter.get() >= 0 ? Start::filter_descriptor : -1);
    arguments.insert(arguments.begin(), "/usr/bin/env");
  } else {
    variables.insert(variables.end(), task.environment.begin(), task.environment.end());
    if (arguments[0].find('/') == std::string::npos) arguments.insert(arguments.begin(), "/usr/bin/env");
  }
  Start start{.arguments = pointers(arguments), .environment = pointers(variables)};
  start.filter_file = filter.get();
  if (!bubble && !task.box.writable.empty()) start.directory = task.box.writable.c_str();
  const SlotUser user;
  if (shut_in && user.id() != 0) {
    start.user = user.id();
    if (!task.box.writable.empty() && chown(task.box.writable.c_str(), user.id(), user.id()) != 0)
      throw Error("process: " + task.box.writable + ": " + std::strerror(errno));
  }
  if (filtered && !bubble) start.filter = &seccomp_program(task.box.programs);

  Pipe in, out, record;
  const auto begin = Clock::now();
  const pid_t pid = fork();
  if (pid < 0) throw Error(std::string("process: cannot fork: ") + std::strerror(errno));
  if (pid == 0) become(start, task.limits, in, out, record);
  setpgid(pid, pid);
  in.read.reset(), out.write.reset(), record.write.reset();

  Outcome outcome;
  Conversation conversation(task, pid, in, out, record);
  const std::chrono::duration<double> seconds(task.limits.seconds);
  outcome.kind = conversation.talk(begin + std::chrono::duration_cast<Clock::duration>(seconds), outcome);
  kill(-pid, SIGKILL);
  int status = 0;
  rusage usage{};
  while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  outcome.processor_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  outcome.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  conversation.finish(outcome);
  if (start.user != 0 && !task.box.writable.empty() &&
      chown(task.box.writable.c_str(), geteuid(), getegid()) != 0)
    throw Error("process: " + task.box.writable + ": " + std::strerror(errno));
  if (outcome.kind == Outcome::exited) read_status(status, bubble, outcome);
  return outcome;
}

}  // namespace

Outcome run_process(const Task& task) {
  constexpr int times = 4;
  Outcome outcome = run_once(task);
  for (int i = 1; i < times && !task.box.trusted && was_not_begun(outcome); ++i) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    outcome = run_once(task);
  }
  return outcome;
}

}  // namespace tt::autograder
