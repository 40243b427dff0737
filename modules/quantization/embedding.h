#pragma once
#include "modules/quantization/stored_weight.h"
#include "tinytensor/nn/module.h"

namespace tt::quant {

// nn::Embedding whose rows are stored in few bits; only the rows asked for become floats.
class QuantizedEmbedding : public nn::Module {
 public:
  explicit QuantizedEmbedding(StoredWeight weight);  // [count, width]; throws ShapeError otherwise
  // x: [N], [N, T] or [N, S, T] of whole numbers from 0 to count - 1; y: x's shape, then width. Throws
  // ValueError for any other number.
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;      // "QuantizedEmbedding(1000 rows of 64, int4 per group of 32)"
  std::string architecture() const override;  // of the float layer: "embedding 1000 64"
  std::int64_t nbytes() override { return weight_.nbytes(); }

  const StoredWeight& weight() const { return weight_; }

 private:
  StoredWeight weight_;
};

}  // namespace tt::quant
