#include "modules/quantization/integer_steps.h"

#include <algorithm>

#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/integer_pool.h"
#include "modules/quantization/integer_table.h"
#include "modules/quantization/kernels/packed_conv2d.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

kernels::StageValues values_of(const OutputStage& s) {
  return {s.offsets(), s.multipliers(), s.zero_point(), s.lowest(), s.highest()};
}

class ConvStep : public IntegerStep {
 public:
  ConvStep(const IntegerConv2D& layer, const tt::kernels::ConvShape& s, bool pooled, kernels::Isa isa)
      : IntegerStep({}),
        conv_(s, codes_of(layer.weight()).data(), static_cast<std::uint8_t>(layer.input().params.zero_point),
              values_of(layer.stage()), pooled, isa),
        shape_(s) {
    output = Shape{conv_.rows(), conv_.columns(), s.out};
  }

  // The part of an image that this layer reads: not all where floor division leaves a remainder.
  static tt::kernels::ConvShape cropped(tt::kernels::ConvShape s, bool pooled) {
    const int window = pooled ? 2 : 1;
    if (s.padding > 0) return s;
    const int rows = s.out_height() / window * window, columns = s.out_width() / window * window;
    s.height = (rows - 1) * s.stride + s.kernel_h;
    s.width = (columns - 1) * s.stride + s.kernel_w;
    return s;
  }
  void crop(int rows, int columns) {
    conv_.crop(rows, columns);
    output = Shape{conv_.rows(), conv_.columns(), output[2]};
  }

  void run(const std::uint8_t* x, std::uint8_t* y, int images) const override {
    const Buffer padded = bytes(shape_.padding > 0 ? conv_.padded_count() : 0);
    for (int i = 0; i < images; ++i)
      conv_.run_image(x + i * shape_.image_count(), y + i * output.count(), codes(padded));
  }

 private:
  kernels::PackedIntegerConv2D conv_;
  tt::kernels::ConvShape shape_;
};

class LinearStep : public IntegerStep {
 public:
  LinearStep(const IntegerLinear& layer, kernels::Isa isa)
      : IntegerStep({layer.weight().shape()[0]}),
        product_(codes_of(layer.weight()).data(), layer.weight().shape()[0], layer.weight().shape()[1],
                 values_of(layer.stage()), isa) {}
  void run(const std::uint8_t* x, std::uint8_t* y, int images) const override { product_.run(x, y, images); }

 private:
  kernels::PackedMatmul product_;
};

// Any other integer layer, copied and run by its own run().
template <class Layer>
class PlainStep : public IntegerStep {
 public:
  PlainStep(const Layer& layer, const Shape& image)
      : IntegerStep({}), layer_(layer), image_(image), zeros_(static_cast<std::size_t>(image.count())) {
    const Shape all = layer_.run({image.with_batch(1), zeros_, layer_.input()}).shape;
    output = Shape(all.dims().subspan(1));
  }
  void run(const std::uint8_t* x, std::uint8_t* y, int images) const override {
    const IntegerTensor from{image_.with_batch(images), {x, x + images * image_.count()}, layer_.input()};
    std::ranges::copy(layer_.run(from).stored, y);
  }

 private:
  Layer layer_;
  Shape image_;
  std::vector<std::uint8_t> zeros_;
};

}  // namespace

bool pools_by_two(const nn::Module& layer) {
  const auto* pool = dynamic_cast<const IntegerPool2D*>(&layer);
  return pool && pool->kind() == IntegerPool2D::max && pool->kernel() == 2 && pool->stride() == 2 &&
         pool->padding() == 0;
}

std::unique_ptr<IntegerStep> make_step(const nn::Module& layer, bool pools_next, const Shape& image,
                                       IntegerStep* before, kernels::Isa isa) {
  if (const auto* conv = dynamic_cast<const IntegerConv2D*>(&layer)) {
    tt::kernels::ConvShape s = conv->shape().over(image, "IntegerPipeline");
    if (auto* conv_before = dynamic_cast<ConvStep*>(before);
        conv_before && s.out_height() > 1 && s.out_width() > 1) {
      s = ConvStep::cropped(s, pools_next);
      conv_before->crop(s.height, s.width);
    }
    return std::make_unique<ConvStep>(*conv, s, pools_next, isa);
  }
  if (const auto* linear = dynamic_cast<const IntegerLinear*>(&layer)) {
    if (image.rank() != 1 || image[0] != linear->weight().shape()[1])
      throw shape_error("IntegerPipeline", linear->describe() + " does not fit", image);
    return std::make_unique<LinearStep>(*linear, isa);
  }
  if (const auto* pool = dynamic_cast<const IntegerPool2D*>(&layer))
    return std::make_unique<PlainStep<IntegerPool2D>>(*pool, image);
  if (const auto* table = dynamic_cast<const IntegerTable*>(&layer))
    return std::make_unique<PlainStep<IntegerTable>>(*table, image);
  if (dynamic_cast<const IntegerFlatten*>(&layer)) return nullptr;
  throw ValueError("IntegerPipeline: there is no step for " + layer.describe() + "; run the model itself");
}

}  // namespace tt::quant
