#pragma once
#include <memory>
#include <span>
#include <vector>

#include "modules/quantization/kernels/isa.h"
#include "modules/quantization/quantized_model.h"

namespace tt::quant {

// One step of a prepared model. run(), from any thread: codes of some images in, codes out; both buffers have
// 3 bytes after them that may be read.
class IntegerStep {
 public:
  explicit IntegerStep(const Shape& image) : output(image) {}
  virtual ~IntegerStep() = default;
  virtual void run(const std::uint8_t* x, std::uint8_t* y, int images) const = 0;
  Shape output;  // of one image
};

// A full-integer model prepared for inference: weights laid out for the kernels once, max pooling done inside
// the convolution before it, results that nothing reads skipped, a few images at a time sent through all
// layers while they are in the cache. Gives the same bits as the model.
class IntegerPipeline : public nn::Module {
 public:
  // image: the shape of one input, [H, W, C] or [features]. Throws ValueError naming a layer that is not in
  // integers, ShapeError when the layers do not fit the image.
  IntegerPipeline(QuantizedModel& model, const Shape& image, kernels::Isa isa = kernels::best_isa());
  Tensor forward(const Tensor& x) override;  // x: [N, ...image], no NaN; result: dequantized
  // The same from codes to codes, without floats: uint8 as between the layers, or int8, every code 128 less.
  // x: whole images; y: as many results. Throws ValueError when the counts do not fit.
  void run(std::span<const std::uint8_t> x, std::span<std::uint8_t> y) const;
  void run(std::span<const std::int8_t> x, std::span<std::int8_t> y) const;
  QuantParams input_params(bool is_signed) const;
  QuantParams output_params(bool is_signed) const;
  const Shape& output_shape() const { return output_shape_; }  // of one image

  std::string describe() const override { return "Prepared " + description_; }
  void train(bool on) override;                       // throws ValueError when on: train the float model
  std::int64_t nbytes() override { return nbytes_; }  // of the model that it was prepared from
  std::string architecture() const override { return architecture_; }

 private:
  void run_block(const float* x, float* y, int images) const;
  // from: input codes and 3 bytes after them; result: where the output codes are, in from or other.
  const std::uint8_t* run_steps(const Buffer& from, const Buffer& other, int images) const;
  template <class Code>
  void run_codes(std::span<const Code> x, std::span<Code> y) const;

  Shape image_, output_shape_;
  std::string description_, architecture_;
  ActivationFormat input_, output_;
  std::int64_t nbytes_;
  kernels::Isa isa_;
  std::vector<std::unique_ptr<IntegerStep>> steps_;
  std::int64_t widest_ = 0;  // codes of the largest image between two steps
};

}  // namespace tt::quant
