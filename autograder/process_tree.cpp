#include "autograder/process_tree.h"

#include <fstream>
#include <string>

namespace tt::autograder {

std::uint64_t resident_bytes(pid_t pid) {
  const std::string process = "/proc/" + std::to_string(pid);
  std::uint64_t kilobytes = 0;
  std::ifstream status(process + "/status");
  for (std::string key; status >> key; status.ignore(1 << 16, '\n')) {
    std::uint64_t value = 0;
    if ((key == "RssAnon:" || key == "RssShmem:" || key == "VmSwap:") && status >> value) kilobytes += value;
  }
  std::uint64_t bytes = kilobytes * 1024;
  std::ifstream children(process + "/task/" + std::to_string(pid) + "/children");
  for (pid_t child; children >> child;) bytes += resident_bytes(child);
  return bytes;
}

}  // namespace tt::autograder
