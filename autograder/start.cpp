#include "autograder/start.h"

#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <cmath>
#include <csignal>

namespace tt::autograder {

namespace {

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(static_cast<decltype(RLIMIT_CPU)>(what), &both);
}

void install(const std::string& filter) {
#ifdef __linux__
  const sock_fprog program{static_cast<unsigned short>(filter.size() / sizeof(sock_filter)),
                           reinterpret_cast<sock_filter*>(const_cast<char*>(filter.data()))};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    _exit(126);
#else
  (void)filter;
#endif
}

// The child inherits no other descriptor of the judge's.
void close_from(int first) {
#ifdef __linux__
  syscall(SYS_close_range, static_cast<unsigned>(first), ~0u, 0u);
#else
  for (int d = first; d < 256; ++d) close(d);
#endif
}

}  // namespace

void become(const Start& start, const Limits& limits, const Pipe& in, const Pipe& out, const Pipe& record) {
  setpgid(0, 0);
  dup2(in.read.get(), STDIN_FILENO);
  dup2(out.write.get(), STDOUT_FILENO);
  dup2(out.write.get(), STDERR_FILENO);
  if (record.write.get() == 3)
    fcntl(3, F_SETFD, 0);
  else
    dup2(record.write.get(), 3);
  if (start.filter_file >= 0) dup2(start.filter_file, Start::filter_descriptor);
  close_from(Start::filter_descriptor + (start.filter_file >= 0 ? 1 : 0));
  limit(RLIMIT_CPU, static_cast<rlim_t>(std::ceil(limits.seconds)) + 1);
  if (limits.memory_mb > 0) limit(RLIMIT_AS, static_cast<rlim_t>(limits.memory_mb) << 20);
  limit(RLIMIT_FSIZE, static_cast<rlim_t>(limits.files_mb) << 20);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
  if (start.directory && chdir(start.directory) != 0) _exit(126);
  if (start.user != 0) {
    limit(RLIMIT_NPROC, 64);
    if (setgid(start.user) != 0 || setuid(start.user) != 0) _exit(126);
  }
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // dies with its judge, also if that has already ended
  if (getppid() != start.judge) _exit(126);
#endif
  if (start.filter) install(*start.filter);
  execve(start.arguments[0], start.arguments.data(), start.environment.data());
  _exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace tt::autograder
