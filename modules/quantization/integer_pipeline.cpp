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
    : image_(image), description_(model.describe()), architecture_(model.architecture()), isa_(isa) {
  training_ = false;
  Shape at = image;
  for (int i = 0; i < model.size(); ++i) {
    const auto* layer = dynamic_cast<const IntegerLayer*>(&model[i]);
    if (!layer)
      throw ValueError("IntegerPipeline: layer \"" + model.name(i) + "\" is not in integers: " +
                       model[i].describe() + ". Convert the model in mode full and leave it out");
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
  if (steps_.empty()) throw ValueError("IntegerPipeline: the model does nothing: " + description_);
}

void IntegerPipeline::run_block(const float* x, float* y, int images) const {
  const std::int64_t inputs = images * image_.count(), outputs = images * steps_.back()->output.count();
  const Buffer odd = bytes(std::max(images * widest_, inputs)), even = bytes(images * widest_);
  const std::uint8_t* from = codes(odd);
  if (!kernels::quantize_codes(x, inputs, input_.params, input_.type().highest(), codes(odd), isa_))
    throw ValueError("IntegerPipeline: a value is nan");
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    std::uint8_t* to = codes(i % 2 ? odd : even);
    steps_[i]->run(from, to, images);
    from = to;
  }
  for (std::int64_t i = 0; i < outputs; ++i) y[i] = quant::dequantize(from[i], output_.params);
}

Tensor IntegerPipeline::forward(const Tensor& x) {
  const int images = x.rank() == 0 ? 0 : x.dim(0);
  if (x.rank() != image_.rank() + 1 || !std::ranges::equal(x.shape().dims().subspan(1), image_.dims()))
    throw shape_error("IntegerPipeline", "x is not a batch of what it was prepared for", x.shape(), image_);
  const std::int64_t inputs = image_.count(), outputs = steps_.back()->output.count();
  Tensor y = Tensor::uninitialized(batch_of(steps_.back()->output, images));
  const int parts = (images + block - 1) / block;
  parallel_for(parts, [&](int part) {
    const int first = part * block;
    run_block(x.data() + first * inputs, y.data() + first * outputs, std::min(block, images - first));
  });
  return y;
}

}  // namespace tt::quant
