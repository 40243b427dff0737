#include "modules/quantization/integer_table.h"

namespace tt::quant {

IntegerTable::IntegerTable(nn::Module& layer, const ActivationFormat& input, const ActivationFormat& output)
    : IntegerLayer(input, output), name_(layer.describe()), architecture_(layer.architecture()) {
  Tensor reals = Tensor::uninitialized({256});
  for (int code = 0; code < 256; ++code) reals.data()[code] = quant::dequantize(code, input.params);
  const IntegerTensor results = quantize_activations(layer(reals), output);
  for (std::size_t code = 0; code < 256; ++code) table_[code] = results.stored[code];
}

IntegerTensor IntegerTable::run(const IntegerTensor& x) const {
  IntegerTensor y{x.shape, x.stored, output()};
  for (std::uint8_t& code : y.stored) code = table_[code];
  return y;
}

}  // namespace tt::quant
