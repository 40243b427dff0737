#include "tinytensor/kernels/peak.h"

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/vec.h"

namespace tt::kernels {

double multiply_add_in_registers(int threads) {
  constexpr int steps = 20000, chains = 12;  // chains: enough to hide a multiply-add's latency
  parallel_for(threads, [](int part) {
    Vec sum[chains] = {};
    const Vec factor = Vec{} + 0.5f + static_cast<float>(part);
    for (int step = 0; step < steps; ++step) {
#pragma GCC unroll 12
      for (Vec& s : sum) {
        s = s * factor + factor;
#if defined(__x86_64__)
        asm volatile("" : "+x"(s));  // keeps the compiler from computing ahead
#elif defined(__aarch64__)
        asm volatile("" : "+w"(s));
#endif
      }
    }
  });
  return 2.0 * steps * chains * lanes * threads;
}

}  // namespace tt::kernels
