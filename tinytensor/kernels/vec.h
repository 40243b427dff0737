#pragma once
// The machine's float vectors as GCC and clang spell them: + * < ?: work lane by lane. Private to kernels.
#include <cstdint>
#include <cstring>

namespace tt::kernels {

#if defined(__AVX512F__)
constexpr int lanes = 16, vector_registers = 32;
#elif defined(__AVX__)
constexpr int lanes = 8, vector_registers = 16;
#elif defined(__aarch64__)
constexpr int lanes = 4, vector_registers = 32;
#else
constexpr int lanes = 4, vector_registers = 16;
#endif

typedef float Vec __attribute__((vector_size(4 * lanes)));
typedef std::int32_t IntVec __attribute__((vector_size(4 * lanes)));

// Unaligned; exactly `lanes` values.
inline Vec load(const float* p) {
  Vec v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
inline void store(float* p, Vec v) { std::memcpy(p, &v, sizeof v); }
inline IntVec load(const std::int32_t* p) {
  IntVec v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
inline void store(std::int32_t* p, IntVec v) { std::memcpy(p, &v, sizeof v); }

}  // namespace tt::kernels
