#pragma once
#include <cstdint>
#include <vector>

#include "modules/quantization/params.h"
#include "tinytensor/nn/module.h"

namespace tt::quant {

// How activations are stored between integer layers: unsigned codes of 1 to 8 bits.
struct ActivationFormat {
  QuantParams params = {};
  int bits = 8;
  QuantType type() const { return {bits, false}; }
};
struct IntegerTensor {
  Shape shape;
  std::vector<std::uint8_t> stored;  // row-major
  ActivationFormat format;
};
// Values outside the format's range are clamped. Throws ValueError naming the place of a NaN.
IntegerTensor quantize_activations(const Tensor& x, const ActivationFormat& format);
Tensor dequantize(const IntegerTensor& x);

// A layer from integers to integers, with no float in between. Its scales are fixed when it is made.
class IntegerLayer : public nn::Module {
 public:
  IntegerLayer(const ActivationFormat& input, const ActivationFormat& output)
      : input_(input), output_(output) {
    training_ = false;
  }
  // x: of input() format; result: of output() format. Throws ShapeError when x does not fit the layer.
  virtual IntegerTensor run(const IntegerTensor& x) const = 0;
  // The layer on its own: x is quantized, the result dequantized.
  Tensor forward(const Tensor& x) override { return dequantize(run(quantize_activations(x, input_))); }

  const ActivationFormat& input() const { return input_; }
  const ActivationFormat& output() const { return output_; }

 private:
  ActivationFormat input_, output_;
};

}  // namespace tt::quant
