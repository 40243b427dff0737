#pragma once
#include <sys/types.h>

#include <cstdint>

namespace tt::autograder {

// Bytes that a process and all that it started hold in memory of their own, not of files; 0 where the
// system does not tell.
std::uint64_t resident_bytes(pid_t pid);

}  // namespace tt::autograder
