#pragma once
#include "modules/quantization/integer_layer.h"
#include "tinytensor/nn/layers.h"

namespace tt::quant {

// Pooling of codes: x: [N, H, W, C]; result: [N, H', W', C]; the format stays as it is.
// Max: the largest code, since a larger code is a larger value; padding never wins.
// Average: zero_point + (sum of (code - zero_point)) / kernel^2, rounded to nearest, halves away from zero;
// padding counts as real 0.
class IntegerPool2D : public IntegerLayer {
 public:
  enum Kind { max, average };
  IntegerPool2D(Kind kind, const nn::Pool2D& pool, const ActivationFormat& format);
  IntegerTensor run(const IntegerTensor& x) const override;
  std::string describe() const override { return "Integer" + description_; }
  std::string architecture() const override { return architecture_; }

  Kind kind() const { return kind_; }
  int kernel() const { return kernel_; }
  int stride() const { return stride_; }
  int padding() const { return padding_; }

 private:
  std::uint8_t pool(const IntegerTensor& x, const std::uint8_t* image, int row, int column,
                    int channel) const;

  Kind kind_;
  int kernel_, stride_, padding_;
  std::string description_, architecture_;
};

// [N, ...] to [N, product of the rest]: the same codes.
class IntegerFlatten : public IntegerLayer {
 public:
  explicit IntegerFlatten(const ActivationFormat& format) : IntegerLayer(format, format) {}
  IntegerTensor run(const IntegerTensor& x) const override;
  std::string describe() const override { return "IntegerFlatten"; }
  std::string architecture() const override { return "flatten"; }
};

}  // namespace tt::quant
