#pragma once
#if defined(__SSE2__)
#include <immintrin.h>
#endif
#include <cstdint>

namespace tt::detail {

// Denormal numbers are a hundred times slower and carry nothing a network needs: while one of these lives,
// this thread's float operations read and write them as 0. Private to kernels.
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040u); }
  ~FlushDenormals() { _mm_setcsr(before_); }
#elif defined(__aarch64__)
  FlushDenormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    set(before_ | (1u << 24));
  }
  ~FlushDenormals() { set(before_); }
#endif
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE2__)
  unsigned before_;
#elif defined(__aarch64__)
  static void set(std::uint64_t value) { asm volatile("msr fpcr, %0" ::"r"(value)); }
  std::uint64_t before_;
#endif
};

}  // namespace tt::detail
