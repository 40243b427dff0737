#include "modules/quantization/integer_pipeline.h"

#include <algorithm>

#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_steps.h"
#include "modules/quantization/kernels/quantize_codes.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {
constexpr int block = 8;  // images that go through all layers together
}  // namespace

IntegerPipeline::IntegerPipeline(QuantizedModel& model, const Shape& image, kernels::Isa isa)
    : image_(image),
      description_(model.describe()),
      architecture_(model.architecture()),
      nbytes_(model.nbytes()),
      isa_(isa) {
  training_ = false;
  Shape at = image;
  for (int i = 0; i < model.size(); ++i) {
    const auto* layer = dynamic_cast<const IntegerLayer*>(&model[i]);
    if (!layer)
      throw ValueError(
          "IntegerPipeline: layer \"" + model.name(i) + "\" is not in integers: " + model[i].describe() +
          ". Mode full converts those that have an integer form; the others a pipeline cannot run");
    if (i == 0) input_ = layer->input();
    output_ = layer->output();
    const bool pools_next =
        dynamic_cast<const IntegerConv2D*>(layer) && i + 1 < model.size() && pools_by_two(model[i + 1]);
    auto step = make_step(*layer, pools_next, at, steps_.empty() ? nullptr : steps_.back().get(), isa);
    if (pools_next) ++i;
    if (!step) {
      at = Shape{static_cast<int>(at.count())};
      continue;
    }
    at = step->output;
    widest_ = std::max(widest_, at.count());
    steps_.push_back(std::move(step));
  }
  output_shape_ = at;
  if (steps_.empty()) throw ValueError("IntegerPipeline: the model does nothing: " + description_);
}

void IntegerPipeline::train(bool on) {
  if (on) throw ValueError("IntegerPipeline: cannot be trained. Train the float model and convert it again");
}

const std::uint8_t* IntegerPipeline::run_steps(const Buffer& from, const Buffer& other, int images) const {
  const Buffer* x = &from;
  const Buffer* y = &other;
  for (const auto& step : steps_) {
    step->run(codes(*x), codes(*y), images);
    std::swap(x, y);
  }
  return codes(*x);
}

void IntegerPipeline::run_block(const float* x, float* y, int images) const {
  const std::int64_t inputs = images * image_.count(), outputs = images * output_shape().count();
  const Buffer from = bytes(std::max(images * widest_, inputs)), other = bytes(images * widest_);
  if (!kernels::quantize_codes(x, inputs, input_.params, input_.type().highest(), codes(from), isa_))
    throw ValueError("IntegerPipeline: a value is nan");
  const std::uint8_t* results = run_steps(from, other, images);
  for (std::int64_t i = 0; i < outputs; ++i) y[i] = quant::dequantize(results[i], output_.params);
}

template <class Code>
void IntegerPipeline::run_codes(std::span<const Code> x, std::span<Code> y) const {
  constexpr auto flip =
      static_cast<std::uint8_t>(std::is_signed_v<Code> ? 128 : 0);  // plus or minus 128, modulo 256
  const std::int64_t inputs = image_.count(), outputs = output_shape().count(),
                     images = std::ssize(x) / inputs;
  if (std::ssize(x) != images * inputs || std::ssize(y) != images * outputs)
    throw ValueError("IntegerPipeline: " + std::to_string(x.size()) + " codes to " +
                     std::to_string(y.size()) + "; an image has " + std::to_string(inputs) + ", its result " +
                     std::to_string(outputs));
  const auto parts = static_cast<int>((images + block - 1) / block);
  parallel_for(parts, [&](int part) {
    const std::int64_t first = std::int64_t{part} * block,
                       some = std::min<std::int64_t>(block, images - first);
    const Buffer from = bytes(some * std::max(widest_, inputs)), other = bytes(some * widest_);
    for (std::int64_t i = 0; i < some * inputs; ++i)
      codes(from)[i] = static_cast<std::uint8_t>(x[static_cast<std::size_t>(first * inputs + i)]) ^ flip;
    const std::uint8_t* results = run_steps(from, other, static_cast<int>(some));
    for (std::int64_t i = 0; i < some * outputs; ++i)
      y[static_cast<std::size_t>(first * outputs + i)] = static_cast<Code>(results[i] ^ flip);
  });
}

void IntegerPipeline::run(std::span<const std::uint8_t> x, std::span<std::uint8_t> y) const {
  run_codes(x, y);
}
void IntegerPipeline::run(std::span<const std::int8_t> x, std::span<std::int8_t> y) const { run_codes(x, y); }

static QuantParams shifted(QuantParams params, bool is_signed) {
  return {params.scale, params.zero_point - (is_signed ? 128 : 0)};
}
QuantParams IntegerPipeline::input_params(bool is_signed) const { return shifted(input_.params, is_signed); }
QuantParams IntegerPipeline::output_params(bool is_signed) const {
  return shifted(output_.params, is_signed);
}

Tensor IntegerPipeline::forward(const Tensor& x) {
  const int images = x.rank() == 0 ? 0 : x.dim(0);
  if (x.shape() != image_.with_batch(images))
    throw shape_error("IntegerPipeline", "x is not a batch of what it was prepared for", x.shape(), image_);
  const std::int64_t inputs = image_.count(), outputs = output_shape().count();
  Tensor y = Tensor::uninitialized(output_shape().with_batch(images));
  const int parts = (images + block - 1) / block;
  parallel_for(parts, [&](int part) {
    const int first = part * block;
    run_block(x.data() + first * inputs, y.data() + first * outputs, std::min(block, images - first));
  });
  return y;
}

}  // namespace tt::quant
