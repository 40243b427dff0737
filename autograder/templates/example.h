#pragma once
#include "tinytensor/tensor/tensor.h"

namespace tt::@NAMESPACE@ {

// The largest size of a value: max |x|. Throws ValueError when x is empty or has a NaN.
// FILL IN: your own declarations, each with shapes, ranges, errors and the source of a formula.
float largest_size(const Tensor& x);

}  // namespace tt::@NAMESPACE@
