#include <array>
#include <cstdio>
#include <cstdlib>

#include "autograder/sandbox.h"

#ifdef TT_HAS_SECCOMP
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace tt::autograder {

#ifdef TT_HAS_SECCOMP

namespace {

// All that a probe of ours does, with its libraries, from start to end. It makes no process or thread, no
// socket, no pipe, no shared memory; it signals only itself, and has only the descriptors that it was given.
// mmap is allowed too, of memory of its own.
constexpr std::array needed = {"access",
                               "arch_prctl",
                               "brk",
                               "clock_getres",
                               "clock_gettime",
                               "clock_nanosleep",
                               "close",
                               "execve",
                               "exit",
                               "exit_group",
                               "faccessat",
                               "faccessat2",
                               "fcntl",
                               "fstat",
                               "futex",
                               "getcpu",
                               "getcwd",
                               "getegid",
                               "geteuid",
                               "getgid",
                               "getpid",
                               "getppid",
                               "getrandom",
                               "getrlimit",
                               "getrusage",
                               "gettid",
                               "gettimeofday",
                               "getuid",
                               "ioctl",
                               "lseek",
                               "madvise",
                               "membarrier",
                               "mincore",
                               "mprotect",
                               "mremap",
                               "munmap",
                               "nanosleep",
                               "newfstatat",
                               "open",
                               "openat",
                               "pkey_mprotect",
                               "poll",
                               "ppoll",
                               "prctl",
                               "pread64",
                               "prlimit64",
                               "read",
                               "readlink",
                               "readlinkat",
                               "readv",
                               "restart_syscall",
                               "rseq",
                               "rt_sigaction",
                               "rt_sigprocmask",
                               "rt_sigreturn",
                               "rt_sigtimedwait",
                               "sched_getaffinity",
                               "sched_yield",
                               "set_robust_list",
                               "set_tid_address",
                               "sigaltstack",
                               "stat",
                               "statx",
                               "sysinfo",
                               "tgkill",
                               "time",
                               "uname",
                               "wait4",
                               "waitid",
                               "write",
                               "writev"};

// Calls that a compiler, its assembler and its linker never make.
constexpr std::array refused = {"accept",
                                "accept4",
                                "acct",
                                "add_key",
                                "bind",
                                "bpf",
                                "chroot",
                                "connect",
                                "fanotify_init",
                                "io_uring_enter",
                                "io_uring_register",
                                "io_uring_setup",
                                "kcmp",
                                "keyctl",
                                "kill",
                                "listen",
                                "memfd_create",
                                "memfd_secret",
                                "mount",
                                "mq_open",
                                "msgget",
                                "name_to_handle_at",
                                "open_by_handle_at",
                                "perf_event_open",
                                "pidfd_getfd",
                                "pidfd_open",
                                "pidfd_send_signal",
                                "pivot_root",
                                "process_vm_readv",
                                "process_vm_writev",
                                "ptrace",
                                "quotactl",
                                "request_key",
                                "semget",
                                "setns",
                                "setpgid",
                                "setsid",
                                "shmat",
                                "shmget",
                                "socket",
                                "socketpair",
                                "tkill",
                                "umount2",
                                "unshare",
                                "userfaultfd"};

std::string compile_program(bool programs) {
  const scmp_filter_ctx filter = seccomp_init(programs ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM));
  if (!filter) return "";
  const auto rule = [&](const char* name, std::uint32_t action) {
    const int number = seccomp_syscall_resolve_name(name);  // some exist only on other machines
    if (number != __NR_SCMP_ERROR && number >= 0) seccomp_rule_add(filter, action, number, 0);
  };
  if (programs)
    for (const char* name : refused) rule(name, SCMP_ACT_ERRNO(EPERM));
  else
    for (const char* name : needed) rule(name, SCMP_ACT_ALLOW);
  // Shared memory can be unmapped and still exist, where it would not be weighed.
  if (!programs)
    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                     SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_TYPE, MAP_PRIVATE));
  std::string bytes;
  if (std::FILE* file = std::tmpfile()) {
    const int number = fileno(file);
    if (seccomp_export_bpf(filter, number) == 0) {
      bytes.resize(static_cast<std::size_t>(lseek(number, 0, SEEK_END)));
      if (pread(number, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) bytes.clear();
    }
    std::fclose(file);
  }
  seccomp_release(filter);
  return bytes;
}

}  // namespace

const std::string& seccomp_program(bool programs) {
  static const std::string of_answers = compile_program(false), of_compilers = compile_program(true);
  return programs ? of_compilers : of_answers;
}

#else

const std::string& seccomp_program(bool) {
  static const std::string none;
  return none;
}

#endif

}  // namespace tt::autograder
