#pragma once
#include "cli/timing.h"
#include "tinytensor/kernels/peak.h"

namespace tt::cli {

// Float operations a second on that many threads, measured now: what shares of the peak refer to.
inline double float_peak(int threads) {
  const double operations = kernels::multiply_add_in_registers(threads);
  return operations / median_seconds([=] { kernels::multiply_add_in_registers(threads); }, 9);
}

}  // namespace tt::cli
