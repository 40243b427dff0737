#include "modules/quantization/kernels/isa.h"

#include <cstdlib>

namespace tt::quant::kernels {

namespace {

constexpr Isa all[] = {Isa::portable, Isa::avx512vnni};

Isa decide() {
  Isa highest = Isa::avx512vnni;
  if (const char* wanted = std::getenv("TT_ISA"))
    for (Isa isa : all)
      if (name(isa) == wanted) highest = isa;
  Isa best = Isa::portable;
  for (Isa isa : all)
    if (isa <= highest && available(isa)) best = isa;
  return best;
}

}  // namespace

bool available(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx512vnni)
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#endif
  return isa == Isa::portable;
}

std::string_view name(Isa isa) { return isa == Isa::avx512vnni ? "avx512vnni" : "portable"; }

Isa best_isa() {
  static const Isa best = decide();
  return best;
}

}  // namespace tt::quant::kernels
