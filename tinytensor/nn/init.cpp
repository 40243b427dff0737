#include "tinytensor/nn/init.h"

#include <array>
#include <charconv>
#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::nn {

Tensor glorot_uniform(const Shape& shape, int fan_in, int fan_out, Rng& rng) {
  const float limit = std::sqrt(6.0f / static_cast<float>(fan_in + fan_out));
  return Tensor::uniform(shape, rng, -limit, limit);
}

void check_sizes(const char* layer, std::initializer_list<int> sizes) {
  for (int size : sizes)
    if (size < 1) throw ValueError(std::string(layer) + ": a size is not positive: " + std::to_string(size));
}

std::string number_text(float value) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.begin(), text.end(), value).ptr};
}

}  // namespace tt::nn
