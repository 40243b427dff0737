#include "autograder/watch.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "autograder/files.h"
#include "autograder/sandbox.h"
#include "autograder/sources.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

using Lines = std::vector<std::string>;

constexpr int deepest = 3;  // nested folders

std::uint64_t sum_of(const std::string& path) {
  struct stat status {};
  stat(path.c_str(), &status);
  return std::hash<std::string>{}(read_file(path)) + status.st_mode + status.st_uid;
}

// Files in these places with the mark in their names.
Lines marked_files(const Lines& places) {
  Lines found;
  for (const std::string& place : places) {
    std::error_code error;
    for (fs::recursive_directory_iterator i(place, fs::directory_options::skip_permission_denied, error), end;
         !error && i != end; i.increment(error)) {
      if (i.depth() == deepest) i.disable_recursion_pending();
      if (i->path().filename().string().find(hostile_mark) != std::string::npos)
        found.push_back(i->path().string());
    }
  }
  return found;
}

// Lines of /proc/net and /proc/sysvipc in which a word is a sandbox user's id, or the mark occurs.
Lines kernel_objects() {
  Lines found;
  const auto is_user = [](const std::string& word) {
    return word.size() == 5 && word >= std::to_string(first_slot_user) &&
           word < std::to_string(first_slot_user + slot_users);
  };
  for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6",
                           "/proc/net/unix", "/proc/sysvipc/shm", "/proc/sysvipc/msg", "/proc/sysvipc/sem"}) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
      bool ours = line.find(hostile_mark) != std::string::npos;
      std::istringstream words(line);
      for (std::string word; words >> word;) ours = ours || is_user(word);
      if (ours) found.push_back(std::string(file) + ": " + line);
    }
  }
  return found;
}

// Its parent's id, "" when it has ended.
std::string parent_of(const std::string& process) {
  std::ifstream status("/proc/" + process + "/status");
  std::string key, value;
  while (status >> key && key != "PPid:") status.ignore(1 << 16, '\n');
  status >> value;
  return value;
}

bool is_users(const std::string& process) {
  struct stat status {};
  return stat(("/proc/" + process).c_str(), &status) == 0 && status.st_uid >= first_slot_user &&
         status.st_uid < first_slot_user + slot_users;
}

// The sandbox users' processes that are orphans or ours: those of other judges come and go.
std::set<std::string> processes() {
  std::set<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos || !is_users(name)) continue;
    std::string above = name;
    while (is_users(above)) above = parent_of(above);
    if (above == "0" || above == "1" || above == std::to_string(getpid())) found.insert(name);
  }
  return found;
}

}  // namespace

Watch::Watch(Lines guarded, Lines places) : guarded_(std::move(guarded)), places_(std::move(places)) {
  for (const std::string& path : guarded_) sums_.push_back(sum_of(path));
  marked_ = marked_files(places_);
  running_ = processes();
}

Lines Watch::changes() const {
  Lines changes;
  for (std::size_t i = 0; i < guarded_.size(); ++i)
    if (sum_of(guarded_[i]) != sums_[i]) changes.push_back(guarded_[i] + " was changed");
  for (const std::string& path : marked_files(places_))
    if (std::ranges::find(marked_, path) == marked_.end()) changes.push_back(path + " was left behind");
  // Killed processes may take a moment to go.
  std::set<std::string> left = processes();
  std::erase_if(left, [&](const std::string& id) { return running_.contains(id); });
  for (int i = 0; i < 50 && !left.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const std::set<std::string> now = processes();
    std::erase_if(left, [&](const std::string& id) { return !now.contains(id); });
  }
  for (const std::string& id : left) changes.push_back("process " + id + " still runs");
  for (const std::string& line : kernel_objects()) changes.push_back("left behind: " + line);
  return changes;
}

}  // namespace tt::autograder
