#pragma once
#include <fmt/format.h>

#include <string>

#include "modules/quantization/kernels/isa.h"

namespace tt::cli {

// For below a table of integer speeds: which instructions reached them.
inline std::string isa_note() {
  using quant::kernels::Isa;
  const Isa isa = quant::kernels::best_isa();
  if (isa == Isa::avx512vnni) return "Integer instructions: avx512vnni";
  return fmt::format("Integer instructions: {}. {}", name(isa),
                     isa == Isa::portable ? "Plain loops: no peak is known"
                     : isa == Isa::neon
                         ? "Arm's dot product"
                         : "No VNNI here: a product of bytes takes four times as many instructions");
}

}  // namespace tt::cli
