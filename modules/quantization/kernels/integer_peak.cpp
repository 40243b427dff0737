#include "modules/quantization/kernels/integer_peak.h"

#include "tinytensor/kernels/parallel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace tt::quant::kernels {

namespace {

constexpr int steps = 20000, chains = 12;  // chains: enough to hide the latency

#if defined(__x86_64__)

[[gnu::target("avx2")]] void run_avx2() {
  __m256i sums[chains] = {};
  __m256i codes = _mm256_set1_epi16(100), weights = _mm256_set1_epi16(-3);
  asm volatile("" : "+x"(codes), "+x"(weights));  // prevents constant folding
  for (int step = 0; step < steps; ++step) {
#pragma GCC unroll 12
    for (__m256i& s : sums) {
      s = _mm256_add_epi32(s, _mm256_madd_epi16(codes, weights));
      asm volatile("" : "+x"(s), "+x"(codes));
    }
  }
}

[[gnu::target("avx512f,avx512vnni")]] void run_avx512vnni() {
  __m512i sums[chains] = {};
  __m512i codes = _mm512_set1_epi8(100), weights = _mm512_set1_epi8(-3);
  asm volatile("" : "+v"(codes), "+v"(weights));
  for (int step = 0; step < steps; ++step) {
#pragma GCC unroll 12
    for (__m512i& s : sums) asm volatile("vpdpbusd %2, %1, %0" : "+v"(s) : "v"(codes), "v"(weights));
  }
}

#elif defined(__aarch64__)

#if defined(__clang__)
[[gnu::target("dotprod")]]
#else
[[gnu::target("arch=armv8.2-a+dotprod")]]
#endif
void run_neon() {
  int8x16_t codes = vdupq_n_s8(100), weights = vdupq_n_s8(-3);
  int32x4_t sums[chains] = {};
  for (int step = 0; step < steps; ++step) {
#pragma GCC unroll 12
    for (int32x4_t& s : sums) asm volatile("sdot %0.4s, %1.16b, %2.16b" : "+w"(s) : "w"(codes), "w"(weights));
  }
}

#endif

}  // namespace

double integer_multiply_add_in_registers(int threads, Isa isa) {
  int products = 0;  // of one instruction
  void (*run)() = nullptr;
#if defined(__x86_64__)
  if (isa == Isa::avx2) products = 16, run = run_avx2;
  if (isa == Isa::avx512vnni) products = 64, run = run_avx512vnni;
#elif defined(__aarch64__)
  if (isa == Isa::neon) products = 16, run = run_neon;
#endif
  if (!run) return 0;
  parallel_for(threads, [&](int) { run(); });
  return 2.0 * products * steps * chains * threads;
}

}  // namespace tt::quant::kernels
