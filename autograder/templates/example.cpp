#include "modules/@MODULE@/@NAME@.h"

#include <algorithm>
#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::@NAMESPACE@ {

float largest_size(const Tensor& x) {
  // exercise: begin 1
  if (x.empty()) throw ValueError("largest_size: the tensor is empty");
  float largest = 0;
  for (float value : x.values()) {
    if (std::isnan(value)) throw ValueError("largest_size: a value is nan");
    largest = std::max(largest, std::fabs(value));
  }
  return largest;
  // exercise: end
}

}  // namespace tt::@NAMESPACE@
