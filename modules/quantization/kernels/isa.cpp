#include "modules/quantization/kernels/isa.h"

#include <cstdlib>
#include <iterator>
#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace tt::quant::kernels {

namespace {

Isa decide() {
  Isa highest = std::end(all_isas)[-1];
  if (const char* wanted = std::getenv("TT_ISA"))
    for (Isa isa : all_isas)
      if (name(isa) == wanted) highest = isa;
  Isa best = Isa::portable;
  for (Isa isa : all_isas)
    if (isa <= highest && available(isa)) best = isa;
  return best;
}

}  // namespace

bool available(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2");
  if (isa == Isa::avx512vnni)
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#elif defined(__aarch64__) && defined(__linux__)
  if (isa == Isa::neon) return getauxval(AT_HWCAP) & HWCAP_ASIMDDP;
#elif defined(__aarch64__) && defined(__APPLE__)
  if (isa == Isa::neon) return true;  // since the M1
#endif
  return isa == Isa::portable;
}

std::string_view name(Isa isa) {
  constexpr std::string_view names[] = {"portable", "neon", "avx2", "avx512vnni"};
  return names[static_cast<int>(isa)];
}

Isa best_isa() {
  static const Isa best = decide();
  return best;
}

}  // namespace tt::quant::kernels
