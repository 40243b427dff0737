#pragma once
#include <array>

#include "modules/quantization/integer_layer.h"

namespace tt::quant {

// Any function of one value, in integers: there are only 256 codes, so its results are looked up.
class IntegerTable : public IntegerLayer {
 public:
  // layer: an element-by-element layer such as relu or sigmoid; its results fill the table.
  IntegerTable(nn::Module& layer, const ActivationFormat& input, const ActivationFormat& output);
  IntegerTensor run(const IntegerTensor& x) const override;  // any shape
  std::string describe() const override { return "IntegerTable(" + name_ + ")"; }
  std::string architecture() const override { return architecture_; }
  std::int64_t nbytes() override { return std::ssize(table_); }
  const std::array<std::uint8_t, 256>& table() const { return table_; }

 private:
  std::array<std::uint8_t, 256> table_;
  std::string name_, architecture_;
};

}  // namespace tt::quant
