#include "modules/quantization/integer_pipeline.h"

#include <algorithm>

#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/integer_pool.h"
#include "modules/quantization/kernels/packed_conv2d.h"
#include "modules/quantization/kernels/quantize_codes.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

constexpr int block = 8;  // images that go through all layers together

kernels::StageValues values_of(const OutputStage& s) {
  return {s.offsets(), s.multipliers(), s.zero_point(), s.lowest(), s.highest()};
}

// Bytes to work in; 64 behind them may be read.
Buffer bytes(std::int64_t count) { return Buffer(count / static_cast<std::int64_t>(sizeof(float)) + 1); }
std::uint8_t* codes(const Buffer& buffer) { return reinterpret_cast<std::uint8_t*>(buffer.data()); }

class ConvStep : public IntegerStep {
 public:
  ConvStep(const IntegerConv2D& layer, const tt::kernels::ConvShape& s, bool pooled, kernels::Isa isa)
      : IntegerStep({}),
        conv_(s, codes_of(layer.weight()).data(), static_cast<std::uint8_t>(layer.input().params.zero_point),
              values_of(layer.stage()), pooled, isa),
        shape_(s),
        pooled_(pooled) {
    output = Shape{conv_.rows(), conv_.columns(), s.out};
  }

  void run(const std::uint8_t* x, std::uint8_t* y, int images) const override {
    const Buffer padded = bytes(shape_.padding > 0 ? conv_.padded_count() : 0);
    for (int i = 0; i < images; ++i)
      conv_.run_image(x + i * shape_.image_count(), y + i * output.count(), codes(padded));
  }

 private:
  kernels::PackedIntegerConv2D conv_;
  tt::kernels::ConvShape shape_;
  bool pooled_;
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

Shape batch_of(const Shape& image, int images) {
  std::vector<int> dims{images};
  dims.insert(dims.end(), image.dims().begin(), image.dims().end());
  return Shape(dims);
}

// Any other integer layer, by its own run(). The layer is a copy.
template <class Layer>
class PlainStep : public IntegerStep {
 public:
  PlainStep(const Layer& layer, const Shape& image)
      : IntegerStep({}), layer_(layer), image_(image), zeros_(static_cast<std::size_t>(image.count())) {
    const Shape all = layer_.run({batch_of(image, 1), zeros_, layer_.input()}).shape;
    output = Shape(all.dims().subspan(1));
  }
  void run(const std::uint8_t* x, std::uint8_t* y, int images) const override {
    const IntegerTensor from{batch_of(image_, images), {x, x + images * image_.count()}, layer_.input()};
    std::ranges::copy(layer_.run(from).stored, y);
  }

 private:
  Layer layer_;
  Shape image_;
  std::vector<std::uint8_t> zeros_;
};

}  // namespace
}  // namespace tt::quant
