#pragma once
#include <memory>
#include <vector>

#include "tinytensor/nn/sequential.h"

namespace tt::inference {

// A piece of a frozen model. run: reads and writes images one after another; callable from any thread.
class Step {
 public:
  explicit Step(const Shape& image) : output(image) {}
  virtual ~Step() = default;
  virtual void run(const float* x, float* y, int images) const = 0;
  const Shape output;  // of one image
};

// A trained model, for inference only: weights are copied and laid out for the kernels once, layers fused, a
// few images at a time sent through all layers while in the cache. Later changes to the model are not seen.
class FrozenModel : public nn::Module {
 public:
  // image: the shape of one input, [H, W, C] or [features]. Throws ShapeError when the layers do not fit it.
  // No layer may look across the batch.
  FrozenModel(nn::Sequential& model, const Shape& image);
  // x: [N, ...image]; result: as the model's own, up to float rounding. Never tracked.
  Tensor forward(const Tensor& x) override;
  std::string describe() const override { return "Frozen " + description_; }
  std::string architecture() const override { return architecture_; }
  // There is nothing to visit: its weights are in the kernels' layout. Save the model that it came from.
  void train(bool on = true) override;                // throws ValueError when on
  std::int64_t nbytes() override { return nbytes_; }  // of the model that it came from

 private:
  Shape image_, result_;  // of one image
  std::string description_, architecture_;
  std::vector<std::unique_ptr<Step>> steps_;
  std::int64_t nbytes_;
  std::int64_t widest_ = 0;  // floats of the largest image between two steps
};

}  // namespace tt::inference
