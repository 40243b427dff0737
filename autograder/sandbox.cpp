#include "autograder/sandbox.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

// Whether bubblewrap can do all that in_bubblewrap asks of it, as the user it will run as.
bool bubblewrap_works(bool users) {
  const std::string user = std::to_string(first_slot_user);
  std::string command;
  if (users) command = "setpriv --reuid=" + user + " --regid=" + user + " --clear-groups ";
  command +=
      "bwrap --unshare-all --unshare-user --disable-userns --die-with-parent --ro-bind / / true "
      ">/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

std::string own_program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

std::mutex mutex;
std::set<unsigned> taken;
// Users are taken in turn, from another start in each judge: the kernel counts a user's processes together,
// also another judge's and those that have ended but were not yet reaped.
unsigned turn = static_cast<unsigned>(getpid());

}  // namespace

bool slot_users_reach(const std::string& path) {
  const pid_t pid = fork();
  if (pid == 0) {
    const bool became = setgid(first_slot_user) == 0 && setuid(first_slot_user) == 0;
    _exit(became && access(path.c_str(), R_OK | X_OK) == 0 ? 0 : 1);
  }
  int status = 1;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return pid > 0 && status == 0;
}

std::vector<std::string> Layers::missing() const {
  std::vector<std::string> lines;
  if (!users)
    lines.emplace_back(
        "no user of its own for each process: the judge is not root, or its folder is closed to others");
  if (!namespaces) lines.emplace_back("no namespaces: bubblewrap is missing or not allowed");
  if (!seccomp) lines.emplace_back("no system-call filter: built without libseccomp");
  return lines;
}

const Layers& layers() {
  static const Layers found = [] {
    if (std::getenv("TT_NO_SANDBOX")) return Layers{};
    const bool users = geteuid() == 0 && slot_users_reach(own_program());
    return Layers{users, bubblewrap_works(users), !seccomp_program(false).empty()};
  }();
  return found;
}

SlotUser::SlotUser() {
  if (!layers().users) return;
  const std::scoped_lock lock(mutex);
  if (taken.size() == slot_users)
    throw Error("sandbox: more than " + std::to_string(slot_users) + " at once");
  do id_ = first_slot_user + turn++ % slot_users;
  while (!taken.insert(id_).second);
}

SlotUser::~SlotUser() {
  const std::scoped_lock lock(mutex);
  taken.erase(id_);
}

std::vector<std::string> in_bubblewrap(const std::vector<std::string>& command, const Box& box,
                                       const std::vector<std::string>& environment, int filter) {
  std::vector<std::string> all = {"bwrap",         "--unshare-all", "--unshare-user",   "--disable-userns",
                                  "--new-session", "--clearenv",    "--die-with-parent"};
  if (box.timed) all.push_back("--as-pid-1");
  if (filter >= 0) all.insert(all.end(), {"--seccomp", std::to_string(filter)});
  // A compiler needs the system's programs and headers; an answer, nothing but shared libraries.
  std::vector<const char*> system = {"/usr/lib", "/usr/lib64", "/lib", "/lib64"};
  if (box.programs) system = {"/usr", "/lib", "/lib64", "/bin", "/etc/alternatives"};
  for (const char* path : system)
    if (std::filesystem::exists(path)) all.insert(all.end(), {"--ro-bind", path, path});
  if (box.programs) all.insert(all.end(), {"--tmpfs", "/tmp", "--dev", "/dev"});
  if (box.proc) all.insert(all.end(), {"--proc", "/proc"});
  for (const std::string& path : box.readable) all.insert(all.end(), {"--ro-bind", path, path});
  if (!box.writable.empty())
    all.insert(all.end(), {"--bind", box.writable, box.writable, "--chdir", box.writable});
  all.insert(all.end(), {"--remount-ro", "/"});  // where file names could store what memory must not
  for (const std::string& variable : environment) {
    const auto equals = variable.find('=');
    all.insert(all.end(), {"--setenv", variable.substr(0, equals), variable.substr(equals + 1)});
  }
  all.insert(all.end(), {"--setenv", "PATH", "/usr/bin:/bin", "--"});
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

}  // namespace tt::autograder
