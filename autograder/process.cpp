#include "autograder/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw Error(std::string("process: no pipe: ") + std::strerror(errno));
    read = ends[0], write = ends[1];
  }
  ~Pipe() { close_read(), close_write(); }
  Pipe(const Pipe&) = delete;
  void close_read() { close_end(read); }
  void close_write() { close_end(write); }

 private:
  static void close_end(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
};

std::vector<std::string> in_bubblewrap(const std::vector<std::string>& command, const Box& box,
                                       const std::vector<std::string>& environment) {
  std::vector<std::string> all = {"bwrap",         "--unshare-all", "--die-with-parent",
                                  "--new-session", "--clearenv",    "--tmpfs",
                                  "/tmp",          "--dev",         "/dev"};
  if (box.timed) all.push_back("--as-pid-1");
  for (const char* system : {"/usr", "/lib", "/lib64", "/bin", "/etc/alternatives"})
    if (std::filesystem::exists(system)) all.insert(all.end(), {"--ro-bind", system, system});
  for (const std::string& path : box.readable) all.insert(all.end(), {"--ro-bind", path, path});
  if (!box.writable.empty())
    all.insert(all.end(), {"--bind", box.writable, box.writable, "--chdir", box.writable});
  for (const std::string& variable : environment) {
    const auto equals = variable.find('=');
    all.insert(all.end(), {"--setenv", variable.substr(0, equals), variable.substr(equals + 1)});
  }
  all.insert(all.end(), {"--setenv", "PATH", "/usr/bin:/bin", "--"});
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(static_cast<__rlimit_resource>(what), &both);
}

// In the child, after fork: no memory is allocated here.
[[noreturn]] void become(char* const* arguments, char* const* environment, const Limits& limits,
                         const Pipe& in, const Pipe& out, const Pipe& record, const char* directory) {
  setpgid(0, 0);
  dup2(in.read, STDIN_FILENO);
  dup2(out.write, STDOUT_FILENO);
  dup2(out.write, STDERR_FILENO);
  if (record.write == 3)
    fcntl(3, F_SETFD, 0);
  else
    dup2(record.write, 3);
  limit(RLIMIT_CPU, static_cast<rlim_t>(std::ceil(limits.seconds)) + 1);
  if (limits.memory_mb > 0) limit(RLIMIT_AS, static_cast<rlim_t>(limits.memory_mb) << 20);
  limit(RLIMIT_FSIZE, static_cast<rlim_t>(limits.files_mb) << 20);
  limit(RLIMIT_CORE, 0);
  if (directory && chdir(directory) != 0) _exit(126);
  execvpe(arguments[0], arguments, environment);
  _exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// Moves what there is from a pipe into text, up to `most` bytes of it; false at its end.
bool drain(int descriptor, std::string& text, std::size_t most, bool& over) {
  std::array<char, 1 << 16> some;
  const ssize_t n = read(descriptor, some.data(), some.size());
  if (n <= 0) return n < 0 && (errno == EINTR || errno == EAGAIN);
  const std::size_t room = most - std::min(most, text.size());
  over = over || static_cast<std::size_t>(n) > room;
  text.append(some.data(), std::min(static_cast<std::size_t>(n), room));
  return true;
}

double seconds_of(const timeval& t) {
  return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

struct Child {
  pid_t pid;
  Pipe &in, &out, &record;
};

// Feeds and drains the child until it closes everything or its time is over.
void talk(Child& child, const std::string& input, const Limits& limits, Clock::time_point end,
          Outcome& outcome) {
  std::size_t fed = 0;
  bool cut = false, too_much = false;
  fcntl(child.in.write, F_SETFL, O_NONBLOCK);
  while (child.out.read >= 0 || child.record.read >= 0) {
    pollfd polls[3] = {{fed < input.size() ? child.in.write : -1, POLLOUT, 0},
                       {child.out.read, POLLIN, 0},
                       {child.record.read, POLLIN, 0}};
    if (fed >= input.size()) child.in.close_write();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) {
      outcome.kind = Outcome::too_slow;
      return;
    }
    if (poll(polls, 3, static_cast<int>(left)) < 0 && errno != EINTR) return;
    if (polls[0].revents) {
      const ssize_t n = write(child.in.write, input.data() + fed, input.size() - fed);
      if (n > 0) fed += static_cast<std::size_t>(n);
      if (n < 0 && errno != EAGAIN && errno != EINTR) fed = input.size();  // it reads no more
    }
    if (polls[1].revents && !drain(child.out.read, outcome.printed, limits.output, cut))
      child.out.close_read();
    if (polls[2].revents && !drain(child.record.read, outcome.record, limits.record, too_much))
      child.record.close_read();
    if (too_much) {
      outcome.kind = Outcome::too_much_output;
      return;
    }
  }
}

}  // namespace

bool sandboxed() {
  static const bool works = [] {
    if (std::getenv("TT_NO_SANDBOX")) return false;
    return std::system("bwrap --unshare-all --die-with-parent --ro-bind / / true >/dev/null 2>&1") == 0;
  }();
  return works;
}

Outcome run_process(const std::vector<std::string>& command, const std::string& input, const Limits& limits,
                    const Box& box, const std::vector<std::string>& environment) {
  signal(SIGPIPE, SIG_IGN);
  const bool shut_in = !box.trusted && sandboxed();
  std::vector<std::string> arguments = shut_in ? in_bubblewrap(command, box, environment) : command;
  std::vector<std::string> variables = shut_in ? std::vector<std::string>{} : environment;
  variables.emplace_back("PATH=/usr/local/bin:/usr/bin:/bin");
  const std::vector<char*> argv = pointers(arguments), envp = pointers(variables);
  const char* directory = shut_in || box.writable.empty() ? nullptr : box.writable.c_str();
  Pipe in, out, record;
  const auto start = Clock::now();
  const pid_t pid = fork();
  if (pid < 0) throw Error(std::string("process: cannot fork: ") + std::strerror(errno));
  if (pid == 0) become(argv.data(), envp.data(), limits, in, out, record, directory);
  in.close_read(), out.close_write(), record.close_write();

  Outcome outcome;
  Child child{pid, in, out, record};
  const auto end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limits.seconds));
  talk(child, input, limits, end, outcome);
  int status = 0;
  rusage usage{};
  if (outcome.kind == Outcome::exited) {
    while (wait4(pid, &status, WNOHANG, &usage) == 0) {  // it closed everything, but may go on
      if (Clock::now() >= end) {
        outcome.kind = Outcome::too_slow;
        break;
      }
      usleep(200);
    }
  }
  kill(-pid, SIGKILL);
  if (outcome.kind != Outcome::exited) waitpid(pid, &status, 0);
  outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  outcome.processor_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  if (outcome.kind != Outcome::exited) return outcome;
  if (WIFSIGNALED(status)) {
    outcome.kind = WTERMSIG(status) == SIGXCPU ? Outcome::too_slow : Outcome::signalled;
    outcome.code = WTERMSIG(status);
  } else {
    outcome.code = WEXITSTATUS(status);
    if (shut_in && outcome.code > 128 && outcome.code < 128 + 65) {  // bubblewrap says a signal this way
      outcome.kind = Outcome::signalled;
      outcome.code -= 128;
    }
  }
  return outcome;
}

}  // namespace tt::autograder
