#include "modules/quantization/embedding.h"

#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

QuantizedEmbedding::QuantizedEmbedding(StoredWeight weight) : weight_(std::move(weight)) {
  if (weight_.shape().rank() != 2)
    throw shape_error("QuantizedEmbedding", "weight is not [count, width]", weight_.shape());
}

Tensor QuantizedEmbedding::forward(const Tensor& x) {
  const int count = weight_.shape()[0], width = weight_.shape()[1];
  // Part 1: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 1 is not written yet");
}

std::string QuantizedEmbedding::describe() const {
  const Shape& w = weight_.shape();
  return "QuantizedEmbedding(" + std::to_string(w[0]) + " rows of " + std::to_string(w[1]) + ", " +
         weight_.str() + ")";
}

std::string QuantizedEmbedding::architecture() const {
  return "embedding " + std::to_string(weight_.shape()[0]) + " " + std::to_string(weight_.shape()[1]);
}

}  // namespace tt::quant
