#pragma once
#include <cstdint>
#include <vector>

#include "modules/quantization/params.h"
#include "tinytensor/nn/module.h"

namespace tt::quant {

// Activations between integer layers: codes of up to 8 bits, unsigned, row-major.
struct IntegerTensor {
  Shape shape;
  std::vector<std::uint8_t> stored;
  QuantParams params;
};
// Values outside what the params and bits can say are clamped. x: no NaN; throws ValueError naming its place.
IntegerTensor quantize_activations(const Tensor& x, QuantParams params, int bits = 8);
Tensor dequantize(const IntegerTensor& x);

// A layer that takes and gives integers; no float in between. Its scales were fixed when it was made.
class IntegerLayer : public nn::Module {
 public:
  explicit IntegerLayer(QuantParams input, QuantParams output) : input_(input), output_(output) {
    training_ = false;
  }
  // x: with input() params; result: with output() params. Throws ShapeError when x does not fit the layer.
  virtual IntegerTensor run(const IntegerTensor& x) const = 0;
  // The layer on its own: x is quantized, the result dequantized.
  Tensor forward(const Tensor& x) override { return dequantize(run(quantize_activations(x, input_))); }

  QuantParams input() const { return input_; }
  QuantParams output() const { return output_; }

 private:
  QuantParams input_, output_;
};

}  // namespace tt::quant
