#include "modules/quantization/model_file.h"

#include <fmt/format.h>

#include "modules/quantization/conv2d.h"
#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/integer_linear.h"
#include "modules/quantization/integer_matmul.h"
#include "modules/quantization/integer_table.h"
#include "modules/quantization/linear.h"
#include "tinytensor/io/safetensors.h"

namespace tt::quant {

namespace {

std::string text(const ActivationFormat& f) {
  return fmt::format("{} {} {}", f.params.scale, f.params.zero_point, f.bits);
}

std::string text(const StoredWeight& weight) {
  const QuantizedTensor* q = weight.integers();
  if (!q) return weight.str();
  return q->format().type.str() + (q->format().scheme == Scheme::affine ? " affine " : " symmetric ") +
         q->format().granularity.str();
}

// Gathers the entries of a file; owns the arrays assembled for it.
class Writer {
 public:
  void add(const std::string& name, nn::Module& layer) {
    const auto weight = stored_weight(layer);
    if (!weight) return add_float(name, layer);
    if (const HalfTensor* h = weight->halves()) {
      const auto dims = h->shape().dims();
      weights_.push_back({name + ".weight",
                          {h->type() == HalfType::float16 ? io::DType::float16 : io::DType::bfloat16,
                           {dims.begin(), dims.end()},
                           copy(std::as_bytes(h->stored()))}});
    } else {
      const QuantizedTensor& q = *weight->integers();
      weights_.push_back(
          {name + ".weight", {io::DType::uint8, {std::ssize(q.bytes())}, copy(std::as_bytes(q.bytes()))}});
      scales_.insert(scales_.end(), q.scales().begin(), q.scales().end());
      zero_points_.insert(zero_points_.end(), q.zero_points().begin(), q.zero_points().end());
    }
    add_bias(layer);
  }

  void write(const std::string& path, const std::string& plan) {
    std::vector<io::NamedArray> entries;
    for (const Entry& e : weights_) entries.push_back({e.name, e.array});
    const auto add = [&](const char* name, io::DType type, const auto& values) {
      if (!values.empty())
        entries.push_back({name, {type, {std::ssize(values)}, std::as_bytes(std::span(values))}});
    };
    add("scales", io::DType::float32, scales_);
    add("zero_points", io::DType::uint8, zero_points_);
    add("biases", io::DType::float32, biases_);
    add("bias_steps", io::DType::int32, steps_);
    io::write_safetensors(path, {{"quantized", plan}}, entries);
  }

 private:
  struct Entry {
    std::string name;
    io::Array array;
  };
  static std::vector<std::byte> copy(std::span<const std::byte> bytes) {
    return {bytes.begin(), bytes.end()};
  }

  void add_float(const std::string& name, nn::Module& layer) {
    for (const auto& [own, t] : nn::named_tensors(layer))
      weights_.push_back({name + "." + own, io::Array::from(t)});
  }

  void add_bias(nn::Module& layer) {
    if (const auto* c = dynamic_cast<IntegerConv2D*>(&layer))
      return add_steps(c->weight(), c->stage(), c->input());
    if (const auto* l = dynamic_cast<IntegerLinear*>(&layer))
      return add_steps(l->weight(), l->stage(), l->input());
    for (const auto& [own, t] : nn::named_tensors(layer))
      biases_.insert(biases_.end(), t.values().begin(), t.values().end());
  }

  // The bias alone: an offset without its zero-point correction.
  void add_steps(const QuantizedTensor& weight, const OutputStage& stage, const ActivationFormat& input) {
    const int out = weight.shape().dim(0), inputs = static_cast<int>(weight.count() / std::max(out, 1));
    const std::vector<std::int8_t> codes = codes_of(weight);
    const std::vector<std::int32_t> sums = row_sums(std::span<const std::int8_t>(codes), out, inputs);
    for (std::size_t o = 0; o < sums.size(); ++o)
      steps_.push_back(stage.offsets()[o] + input.params.zero_point * sums[o]);
  }

  std::vector<Entry> weights_;
  std::vector<float> scales_, biases_;
  std::vector<std::uint8_t> zero_points_;
  std::vector<std::int32_t> steps_;
};

}  // namespace

void save(QuantizedModel& model, const std::string& path) {
  Writer writer;
  std::string plan = mode_name(model.mode());
  if (model.input.rank() > 0) plan += "; " + nn::input_text(model.input);
  bool in_integers = false;
  for (int i = 0; i < model.size(); ++i) {
    nn::Module& layer = model[i];
    const auto* integer = dynamic_cast<IntegerLayer*>(&layer);
    if (integer && !in_integers) plan += "; quantize " + text(integer->input());
    if (!integer && in_integers) plan += "; dequantize";
    in_integers = integer != nullptr;
    plan += "; " + model.name(i) + " " + layer.architecture();
    const auto weight = stored_weight(layer);
    if (weight) plan += " = " + text(*weight);
    if (integer && (weight || dynamic_cast<IntegerTable*>(&layer))) plan += " -> " + text(integer->output());
    writer.add(model.name(i), layer);
  }
  writer.write(path, plan);
}

}  // namespace tt::quant
