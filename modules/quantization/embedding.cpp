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
  // exercise: begin 1
  if (x.rank() == 0 || x.rank() == Shape::max_rank)
    throw shape_error("QuantizedEmbedding", "x is not [N], [N, T] or [N, S, T]", x.shape());
  for (float id : x.values())
    if (!(id >= 0 && id < static_cast<float>(count) && id == std::trunc(id)))
      throw ValueError("QuantizedEmbedding: row " + std::to_string(id) + " is not one of " +
                       std::to_string(count));
  std::vector<int> dims(x.shape().dims().begin(), x.shape().dims().end());
  dims.push_back(width);
  Tensor y = Tensor::uninitialized(Shape(dims));
  auto row = y.values();
  for (float id : x.values()) {
    weight_.dequantize(static_cast<std::int64_t>(id) * width, row.first(static_cast<std::size_t>(width)));
    row = row.subspan(static_cast<std::size_t>(width));
  }
  return y;
  // exercise: end
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
