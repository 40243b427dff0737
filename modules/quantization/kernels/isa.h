#pragma once
#include <string_view>

namespace tt::quant::kernels {

// The instruction sets that integer kernels are written for, slowest first (neon: Arm's, with its dot
// product). All of them compute the same bits.
enum class Isa { portable, neon, avx2, avx512vnni };
constexpr Isa all_isas[] = {Isa::portable, Isa::neon, Isa::avx2, Isa::avx512vnni};

bool available(Isa isa);         // built, and this machine has it
std::string_view name(Isa isa);  // "avx512vnni"
// The fastest one available, but none above the one that the environment variable TT_ISA names, if any.
// Decided at the first call.
Isa best_isa();

}  // namespace tt::quant::kernels
