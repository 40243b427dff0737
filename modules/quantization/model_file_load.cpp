#include <algorithm>
#include <cstring>

#include "modules/quantization/dynamic.h"
#include "modules/quantization/embedding.h"
#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/integer_pool.h"
#include "modules/quantization/integer_table.h"
#include "modules/quantization/model_file.h"
#include "modules/quantization/model_plan.h"
#include "modules/quantization/number_stream.h"
#include "modules/quantization/packing.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/io/architecture_text.h"
#include "tinytensor/io/safetensors.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

class Loader {
 public:
  explicit Loader(const io::SafetensorsFile& file)
      : file_(file),
        scales_(file, "scales", io::DType::float32),
        zero_points_(file, "zero_points", io::DType::uint8),
        biases_(file, "biases", io::DType::float32),
        steps_(file, "bias_steps", io::DType::int32) {}

  std::unique_ptr<QuantizedModel> load(const ModelPlan& plan) {
    mode_ = plan.mode;
    std::vector<NamedLayer> layers;
    for (const LayerPlan& l : plan.layers) {
      try {
        layers.push_back({l.name, make(l)});
      } catch (const Error& e) {
        throw ValueError("layer " + l.name + ": " + e.what());
      }
    }
    scales_.finish(), zero_points_.finish(), biases_.finish(), steps_.finish();
    return std::make_unique<QuantizedModel>(plan.mode, std::move(layers), plan.input);
  }

 private:
  // The layer as in a float model, its sizes checked against the file before memory is allocated for them.
  NamedLayer float_layer(const LayerPlan& l, double most_values) {
    if (io::claimed_values(l.architecture) > most_values)
      throw ValueError(l.architecture + " holds more than the file");
    Rng rng;
    nn::Sequential one = io::make_model(l.architecture, rng);
    return std::move(copy_layers(one).front());
  }

  std::unique_ptr<nn::Module> make(const LayerPlan& l) {
    if (l.weight) return with_weight(l);
    double there = 0;
    for (const std::string& name : file_.names())
      if (name.starts_with(l.name + "."))
        there += static_cast<double>(file_.entry(name).bytes.size()) / sizeof(float);
    NamedLayer layer = float_layer(l, there);
    if (l.input) return integer(l, *layer.layer);
    for (auto& [own, t] : nn::named_tensors(*layer.layer))
      t.assign(io::to_tensor(file_.entry(l.name + "." + own)));
    return std::move(layer.layer);
  }

  std::unique_ptr<nn::Module> integer(const LayerPlan& l, nn::Module& layer) {
    if (dynamic_cast<nn::Flatten*>(&layer)) return std::make_unique<IntegerFlatten>(*l.input);
    if (const auto* p = dynamic_cast<nn::Pool2D*>(&layer)) {
      const auto kind = dynamic_cast<const nn::MaxPool2D*>(p) ? IntegerPool2D::max : IntegerPool2D::average;
      return std::make_unique<IntegerPool2D>(kind, *p, *l.input);
    }
    if (!l.output) throw ValueError(l.architecture + " has no integer form");
    return std::make_unique<IntegerTable>(layer, *l.input, *l.output);
  }

  std::unique_ptr<nn::Module> with_weight(const LayerPlan& l) {
    const io::ArrayView& array = file_.entry(l.name + ".weight");
    const double values = 8.0 * static_cast<double>(array.bytes.size()) / l.weight->bits();
    const NamedLayer layer = float_layer(l, values);
    nn::Module& m = *layer.layer;
    if (const auto* e = dynamic_cast<nn::Embedding*>(&m))
      return std::make_unique<QuantizedEmbedding>(weight(l, array, e->weight.shape()));
    if (const auto* c = dynamic_cast<nn::Conv2D*>(&m))
      return conv(l, weight(l, array, c->weight.shape()), c->shape());
    if (const auto* linear = dynamic_cast<nn::Linear*>(&m))
      return this->linear(l, weight(l, array, linear->weight.shape()));
    throw ValueError(l.architecture + " has no weights to quantize");
  }

  std::unique_ptr<nn::Module> conv(const LayerPlan& l, StoredWeight w, const nn::Conv2DShape& shape) {
    if (l.input && l.output)
      return std::make_unique<IntegerConv2D>(shape, integers(w), steps_.take(shape.out), *l.input, *l.output,
                                             l.activation);
    Tensor bias = Tensor::from(biases_.take(shape.out), {shape.out});
    if (mode_ == Mode::dynamic) return std::make_unique<DynamicConv2D>(shape, std::move(w), bias);
    return std::make_unique<QuantizedConv2D>(shape, std::move(w), bias);
  }

  std::unique_ptr<nn::Module> linear(const LayerPlan& l, StoredWeight w) {
    const int out = w.shape()[0];
    if (l.input && l.output)
      return std::make_unique<IntegerLinear>(integers(w), steps_.take(out), *l.input, *l.output,
                                             l.activation);
    Tensor bias = Tensor::from(biases_.take(out), {out});
    if (mode_ == Mode::dynamic) return std::make_unique<DynamicLinear>(std::move(w), bias);
    return std::make_unique<QuantizedLinear>(std::move(w), bias);
  }

  static QuantizedTensor integers(const StoredWeight& w) {
    if (!w.integers()) throw ValueError("an integer layer with weights of " + w.str());
    return *w.integers();
  }

  StoredWeight weight(const LayerPlan& l, const io::ArrayView& array, const Shape& shape) {
    if (l.weight->half) {
      const io::DType type = *l.weight->half == HalfType::float16 ? io::DType::float16 : io::DType::bfloat16;
      if (array.dtype != type) throw ValueError("weight is " + io::dtype_name(array.dtype));
      std::vector<std::uint16_t> halves(array.bytes.size() / 2);
      std::memcpy(halves.data(), array.bytes.data(), halves.size() * 2);
      return HalfTensor(shape, *l.weight->half, std::move(halves));
    }
    if (array.dtype != io::DType::uint8) throw ValueError("weight is " + io::dtype_name(array.dtype));
    const QuantFormat& format = l.weight->format;
    Shape stored = shape;
    if (format.granularity.kind == Granularity::group)
      stored = Shape{shape.dim(0), static_cast<int>(shape.count() / std::max(shape.dim(0), 1))};
    const std::int64_t sets = ParamLayout(stored, format.granularity).count();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(array.bytes.data());
    std::vector<float> scales = scales_.take(sets);
    const std::int64_t zero_bytes =
        format.scheme == Scheme::affine ? packed_bytes(sets, format.type.bits) : 0;
    const std::vector<std::uint8_t> packed = zero_points_.take(zero_bytes);
    std::vector<std::int32_t> zero_points(zero_bytes > 0 ? static_cast<std::size_t>(sets) : 0);
    unpack(packed, format.type.bits, format.type.is_signed, 0, zero_points);
    return QuantizedTensor(stored, format, {bytes, bytes + array.bytes.size()}, std::move(scales),
                           std::move(zero_points));
  }

  const io::SafetensorsFile& file_;
  Mode mode_ = Mode::weight_only;
  NumberStream<float> scales_;
  NumberStream<std::uint8_t> zero_points_;
  NumberStream<float> biases_;
  NumberStream<std::int32_t> steps_;
};

}  // namespace

bool is_quantized_file(const std::string& path) {
  const io::MappedFile file(path);
  try {
    const io::SafetensorsContents contents = io::parse_safetensors(file.bytes(), path);
    return std::ranges::any_of(contents.metadata, [](const auto& m) { return m.first == "quantized"; });
  } catch (const IoError&) {
    return false;
  }
}

std::unique_ptr<QuantizedModel> load(const std::string& path) {
  const io::SafetensorsFile file(path);
  const auto plan = file.metadata("quantized");
  if (!plan) throw IoError("load: " + path + ": not a quantized model");
  try {
    return Loader(file).load(parse_plan(*plan));
  } catch (const Error& e) {
    throw IoError("load: " + path + ": " + e.what());
  }
}

}  // namespace tt::quant
