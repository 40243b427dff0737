#pragma once
#include <optional>

#include "modules/quantization/config.h"
#include "modules/quantization/copy.h"
#include "modules/quantization/integer_layer.h"
#include "modules/quantization/stored_weight.h"

namespace tt::quant {

// A model after conversion: its layers one after another, under the names that they had in the float model.
class QuantizedModel : public nn::Module {
 public:
  QuantizedModel(Mode mode, std::vector<NamedLayer> layers, const Shape& input_shape);
  // Codes pass between integer layers; before a float layer and at the end they become floats.
  Tensor forward(const Tensor& x) override;
  std::string describe() const override;
  std::string architecture() const override;  // of a float model with the same layers
  void visit(nn::Visitor& v) override;
  void train(bool on) override;  // throws ValueError when on: train the float model
  std::int64_t nbytes() override;

  Mode mode() const { return mode_; }
  int size() const { return static_cast<int>(layers_.size()); }
  const std::string& name(int i) const { return layers_[static_cast<std::size_t>(i)].name; }
  nn::Module& operator[](int i) { return *layers_[static_cast<std::size_t>(i)].layer; }
  // The stored weights of a layer by its name, "0". Throws ValueError when there is no such layer or its
  // weights are floats.
  StoredWeight weight(const std::string& layer) const;

  Shape input;  // of one image, where it is known; rank 0 otherwise

 private:
  Mode mode_;
  std::vector<NamedLayer> layers_;
};

// A layer's stored weights; empty when it has none.
std::optional<StoredWeight> stored_weight(const nn::Module& layer);

}  // namespace tt::quant
