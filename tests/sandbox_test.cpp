// The walls of the sandbox, one by one: a program that tries each says what it could do.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "autograder/process.h"
#include "autograder/sandbox.h"
#include "tests/temporary.h"

using namespace tt::autograder;

namespace {

const char* const program = R"(
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstring>
void could(const char* what, bool yes) { if (yes) std::printf("%s;", what); std::fflush(stdout); }
bool opens(const char* path, int how = O_RDONLY) { return open(path, how, 0600) >= 0; }
int main(int argc, char** argv) {
  struct stat s;
  bool more = false;
  for (int d = 5; d < 1024; ++d) more = more || fstat(d, &s) == 0;
  could("have descriptors", more || fstat(4, &s) == 0);
  could("read passwords", opens("/etc/shadow") || opens("/etc/passwd"));
  could("read what is not its own", opens(argv[1]));
  could("see processes", opens("/proc/self/status") || opens("/proc/1/environ"));
  could("find a terminal", opens("/dev/tty", O_RDWR));
  could("write where it starts", opens("tt_hostile_mark", O_CREAT | O_WRONLY));
  could("write anywhere", opens("/tt_hostile_mark", O_CREAT | O_WRONLY) || mkdir("/tt_hostile_mark", 0700) == 0);
  could("write into its program", opens(argv[0], O_WRONLY) || unlink(argv[0]) == 0);
  could("talk", socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_DGRAM, 0) >= 0);
  int two[2];
  could("pair sockets", socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0);
  could("keep a file in memory", memfd_create("tt_hostile_mark", 0) >= 0);
  could("keep a segment", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0);
  could("keep a key", syscall(SYS_add_key, "user", "tt_hostile_mark", "1", 1ul, -2) >= 0);
  could("share memory", mmap(nullptr, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
  could("ask by queue", syscall(425, 8, nullptr) >= 0);
  could("trace", ptrace(PTRACE_ATTACH, 1, 0, 0) == 0 || ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0);
  could("signal others", kill(getppid(), 0) == 0 || kill(-1, 0) == 0);
  could("have a namespace", unshare(CLONE_NEWUSER) == 0 || unshare(CLONE_NEWNS) == 0);
  could("mount", mount("none", "/", "tmpfs", 0, nullptr) == 0);
  could("become root", getuid() == 0 || setuid(0) == 0);
  const pid_t child = fork();
  if (child == 0) _exit(0);
  could("fork", child > 0);
}
)";

struct Built {
  TemporaryFolder folder;
  std::string path = folder / "program";
  Built() {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    std::ofstream(folder / "program.cpp") << program;
    const std::string command = "'" TT_CXX "' -w -O0 '" + folder / "program.cpp" + "' -o '" + path + "'";
    if (std::system(command.c_str()) != 0) FAIL("the program does not compile");
  }
};

bool whole() {
  if (layers().namespaces && layers().seccomp) return true;
  WARN("skipped: processes are not sandboxed here");
  return false;
}

}  // namespace

TEST_CASE("an answer's process can do nothing but compute") {
  if (!whole()) return;
  const Built built;
  const Outcome outcome = run_process({.command = {built.path, TT_SOURCE_DIR "/README.md"},
                                       .limits = {.seconds = 20},
                                       .box = {.readable = {built.path}}});
  CHECK(outcome.ok());
  CHECK(outcome.printed.empty());
}

TEST_CASE("a compiler's process can start others and write where it is") {
  if (!whole()) return;
  const Built built;
  const TemporaryFolder work;
  const Outcome outcome =
      run_process({.command = {built.path, TT_SOURCE_DIR "/README.md"},
                   .limits = {.seconds = 20},
                   .box = {.readable = {built.path}, .writable = work.path(), .programs = true}});
  CHECK(outcome.ok());
  CHECK(outcome.printed == "write where it starts;share memory;fork;");
  CHECK(std::filesystem::exists(work / "tt_hostile_mark"));
}

TEST_CASE("each process has a user of its own while it lives") {
  const SlotUser one, other;
  if (layers().users) {
    CHECK(one.id() >= first_slot_user);
    CHECK(other.id() < first_slot_user + slot_users);
    CHECK(one.id() != other.id());
  } else {
    CHECK(one.id() == 0);
  }
}

TEST_CASE("many processes in a row all begin, however late those that ended are collected") {
  if (!whole()) return;
  const Built built;
  int begun = 0;
  for (int i = 0; i < 150; ++i) {
    const Outcome outcome = run_process({.command = {built.path, TT_SOURCE_DIR "/README.md"},
                                         .limits = {.seconds = 20},
                                         .box = {.readable = {built.path}}});
    begun += outcome.ok() ? 1 : 0;
  }
  CHECK(begun == 150);
}

TEST_CASE("a process that the machine could not begin is begun again, and not for ever") {
  if (!whole()) return;
  const auto times = [](const std::string& first) {
    const TemporaryFolder work;
    const std::string command =
        "mktemp -p . >/dev/null; " + first + "echo 'bwrap: Resource temporarily unavailable'; exit 1";
    run_process({.command = {"sh", "-c", command},
                 .limits = {.seconds = 20},
                 .box = {.writable = work.path(), .programs = true}});
    const std::filesystem::directory_iterator made(work.path());
    return std::distance(begin(made), end(made));
  };
  CHECK(times("") == 4);
  CHECK(times("echo; ") == 1);
  CHECK(times("echo >&3; ") == 1);  // what writes a record had begun
}
