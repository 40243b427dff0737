#pragma once
#include <sys/types.h>

#include <cstdint>

namespace tt::autograder {

// Bytes of memory, other than of files, that a process and all that it started hold; 0 where the system does
// not tell.
std::uint64_t resident_bytes(pid_t pid);

}  // namespace tt::autograder
