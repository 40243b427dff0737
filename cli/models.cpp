#include "cli/models.h"

#include <filesystem>

#include "modules/quantization/integer_layer.h"
#include "modules/quantization/integer_pipeline.h"
#include "modules/quantization/model_file.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/inference/frozen.h"
#include "tinytensor/io/model_file.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

class LayerCollector : public nn::Visitor {
 public:
  std::vector<Layer> found;

 protected:
  void on_module(const std::string& name, nn::Module& m) override {
    if (name.find('.') == std::string::npos) found.push_back({name, &m});
  }
};

bool in_integers(quant::QuantizedModel& model) {
  for (int i = 0; i < model.size(); ++i)
    if (!dynamic_cast<quant::IntegerLayer*>(&model[i])) return false;
  return true;
}

}  // namespace

LoadedModel load_model(const std::string& path, const std::string& architecture) {
  LoadedModel loaded;
  if (quant::is_quantized_file(path)) {
    std::shared_ptr<quant::QuantizedModel> model = quant::load(path);
    loaded.input = model->input;
    loaded.model = std::move(model);
  } else {
    auto model = std::make_shared<nn::Sequential>(io::load(path, architecture));
    loaded.input = model->input;
    loaded.model = std::move(model);
  }
  loaded.file_bytes = file_size(path);
  return loaded;
}

nn::Sequential load_float(const std::string& command, const std::string& path,
                          const std::string& architecture) {
  if (quant::is_quantized_file(path))
    throw ValueError(command + ": " + path + " is already quantized. Give the float model that it came from");
  return io::load(path, architecture);
}

std::shared_ptr<nn::Module> for_inference(const LoadedModel& loaded) {
  loaded.model->eval();
  if (loaded.input.rank() == 0) return loaded.model;
  if (auto* quantized = dynamic_cast<quant::QuantizedModel*>(loaded.model.get());
      quantized && in_integers(*quantized))
    return std::make_shared<quant::IntegerPipeline>(*quantized, loaded.input);
  auto* sequential = dynamic_cast<nn::Sequential*>(loaded.model.get());
  if (!sequential) return loaded.model;
  return std::make_shared<inference::FrozenModel>(*sequential, loaded.input);
}

namespace {

template <class Code>
class CodesAtBorder : public nn::Module {
 public:
  explicit CodesAtBorder(std::shared_ptr<quant::IntegerPipeline> pipeline) : pipeline_(std::move(pipeline)) {}

  Tensor forward(const Tensor& x) override {
    constexpr bool is_signed = std::is_signed_v<Code>;
    const std::int64_t images = x.dim(0), outputs = pipeline_->output_shape().count();
    std::vector<Code> in, out(static_cast<std::size_t>(images * outputs));
    for (float value : x.values())
      in.push_back(static_cast<Code>(
          quant::quantize(value, pipeline_->input_params(is_signed), {8, is_signed}, quant::Scheme::affine)));
    pipeline_->run(std::span<const Code>(in), std::span<Code>(out));
    Tensor y = Tensor::uninitialized({static_cast<int>(images), static_cast<int>(outputs)});
    for (std::size_t i = 0; i < out.size(); ++i)
      y.data()[i] = quant::dequantize(out[i], pipeline_->output_params(is_signed));
    return y;
  }
  std::string describe() const override { return pipeline_->describe(); }
  std::string architecture() const override { return pipeline_->architecture(); }

 private:
  std::shared_ptr<quant::IntegerPipeline> pipeline_;
};

}  // namespace

std::shared_ptr<nn::Module> with_codes_at_border(const LoadedModel& loaded, bool is_signed) {
  auto pipeline = std::dynamic_pointer_cast<quant::IntegerPipeline>(for_inference(loaded));
  if (!pipeline)
    throw ValueError("only a model in integers from end to end takes codes: tt quantize --mode full");
  if (is_signed) return std::make_shared<CodesAtBorder<std::int8_t>>(pipeline);
  return std::make_shared<CodesAtBorder<std::uint8_t>>(pipeline);
}

std::vector<Layer> layers(nn::Module& model) {
  LayerCollector collector;
  model.visit(collector);
  if (collector.found.empty()) collector.found.push_back({"0", &model});
  return collector.found;
}

std::int64_t stored_numbers(nn::Module& layer) {
  std::int64_t count = 0;
  for (const nn::NamedTensor& t : nn::named_tensors(layer)) count += t.tensor.count();
  const auto weight = quant::stored_weight(layer);
  if (!weight) return nn::parameter_count(layer);
  if (dynamic_cast<quant::IntegerLayer*>(&layer)) count += weight->shape().dim(0);  // biases, int32
  return count + weight->shape().count();
}

std::int64_t multiply_adds(nn::Module& model, const Shape& input) {
  const NoGrad quiet;
  Tensor x = random_images(input, 1);
  std::int64_t work = 0;
  for (const Layer& layer : layers(model)) {
    const Tensor y = (*layer.module)(x);
    work += layer.module->multiply_adds(x.shape(), y.shape());
    x = y;
  }
  return work;
}

Tensor random_images(const Shape& input, int count) {
  if (input.rank() == 0)
    throw ValueError("the model does not say what images it takes. Name them: --arch \"input 28 28 1, ...\"");
  std::vector<int> dims{count};
  dims.insert(dims.end(), input.dims().begin(), input.dims().end());
  Rng rng(1);
  return Tensor::uniform(Shape(dims), rng);
}

std::int64_t file_size(const std::string& path) {
  return static_cast<std::int64_t>(std::filesystem::file_size(path));
}

}  // namespace tt::cli
