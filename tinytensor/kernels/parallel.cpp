#include "tinytensor/kernels/parallel.h"

#include <omp.h>

#include <exception>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace tt {

namespace {

int chosen_threads = 0;

// Denormal numbers are a hundred times slower and carry nothing a network needs: read and written as 0 in this scope.
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040u); }
  ~FlushDenormals() { _mm_setcsr(before_); }
#elif defined(__aarch64__)
  FlushDenormals() : before_(__builtin_aarch64_get_fpcr()) { __builtin_aarch64_set_fpcr(before_ | (1u << 24)); }
  ~FlushDenormals() { __builtin_aarch64_set_fpcr(before_); }
#endif
 private:
  [[maybe_unused]] unsigned before_ = 0;
};

}  // namespace

void set_threads(int count) { chosen_threads = count < 1 ? 1 : count; }

int threads() {
  if (chosen_threads == 0) chosen_threads = omp_get_max_threads();
  return chosen_threads;
}

void detail::run_parts(int parts, void (*run)(const void*, int), const void* context) {
  if (parts <= 1 || threads() == 1 || omp_in_parallel()) {
    const FlushDenormals flush;
    for (int part = 0; part < parts; ++part) run(context, part);
    return;
  }
  std::exception_ptr failure;
#pragma omp parallel num_threads(threads())
  {
    const FlushDenormals flush;
#pragma omp for schedule(dynamic, 1)
    for (int part = 0; part < parts; ++part) {
      try {
        run(context, part);
      } catch (...) {
#pragma omp critical(tt_failure)
        failure = std::current_exception();
      }
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tt
