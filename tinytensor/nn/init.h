#pragma once
#include <initializer_list>

#include "tinytensor/tensor/tensor.h"

namespace tt::nn {

// Uniform in +-sqrt(6 / (fan_in + fan_out)): Glorot and Bengio 2010.
Tensor glorot_uniform(const Shape& shape, int fan_in, int fan_out, Rng& rng);

// Throws ValueError, naming the layer, unless every size is positive.
void check_sizes(const char* layer, std::initializer_list<int> sizes);

// The shortest text that reads back as the same float: "0.1", "1e-05".
std::string number_text(float value);

}  // namespace tt::nn
