// tries: to make system calls by the numbers of 32-bit programs, which filters may not know
// points: 0
#include <cstdio>
static void attack(int) {
  long pid;
  asm volatile("int $0x80" : "=a"(pid) : "a"(2) : "memory");  // fork
  if (pid == 0) asm volatile("int $0x80" : : "a"(1), "b"(0));
  std::printf("%ld\n", pid);
}
@ATTACK@
