#include "modules/quantization/improve.h"

#include "modules/quantization/adaptive_rounding.h"
#include "modules/quantization/equalize.h"
#include "modules/quantization/quantize_model.h"
#include "modules/quantization/samples.h"
#include "modules/quantization/weights.h"
#include "tinytensor/autograd/ops.h"

namespace tt::quant {

namespace {

// The layer's output for all of x, computed a batch at a time.
Tensor run(NamedLayer& l, const Tensor& x, const Tensor& samples) {
  const NoGrad no_grad;
  Tensor all;
  std::int64_t at = 0;
  for (int first = 0; first < x.dim(0); first += sample_batch) {
    const Tensor y = with_samples(l, samples, [&] { return l.layer->forward(batch_at(x, first)); });
    if (all.empty()) all = Tensor::uninitialized(y.shape().without_batch().with_batch(x.dim(0)));
    std::copy_n(y.data(), y.count(), all.data() + at);
    at += y.count();
  }
  return all;
}

// Adds to the bias what the mean of each output lacks. wanted, got: [..., out].
void correct_bias(Tensor& bias, const Tensor& wanted, const Tensor& got) {
  const std::int64_t outputs = bias.count();
  std::vector<double> missing(static_cast<std::size_t>(outputs));
  for (std::int64_t i = 0; i < got.count(); ++i)
    missing[static_cast<std::size_t>(i % outputs)] += wanted.data()[i] - got.data()[i];
  for (std::int64_t o = 0; o < outputs; ++o)
    bias.data()[o] +=
        static_cast<float>(missing[static_cast<std::size_t>(o)] / static_cast<double>(got.count() / outputs));
}

// Layer by layer, alongside a float model: the weights' integers, then the bias.
void round_layers(std::vector<NamedLayer>& layers, Config& config, const Tensor& samples) {
  Tensor exact = samples,
         rounded = samples;  // what enters the layer, in the float model and in the rounded one
  for (NamedLayer& l : layers) {
    const std::string kind = kind_of(*l.layer);
    const LayerWeights weights = weights_in(*l.layer);
    const Tensor wanted = run(l, exact, samples);
    if (weights && !stays_float(config, l.name, kind)) {
      WeightConfig own = weights_of(config, l.name, kind);
      const QuantizedTensor integers = in_layer(l, [&] {
        return config.improvements.adaptive_rounding
                   ? round_adaptively(*l.layer, own, rounded, wanted, config.improvements)
                   : quantize_weight(*weights.weight, own);
      });
      const Tensor floats = *weights.weight;
      *weights.weight = integers.dequantize().view(floats.shape());
      if (config.improvements.correct_bias) correct_bias(*weights.bias, wanted, run(l, rounded, samples));
      rounded = run(l, rounded, samples);
      *weights.weight = floats;
      own.integers = std::make_shared<const QuantizedTensor>(integers);
      config.rules.push_back({l.name, own});
    } else {
      rounded = run(l, rounded, samples);
    }
    exact = wanted;
  }
}

}  // namespace

Config improve(std::vector<NamedLayer>& layers, const Config& config, const Tensor& samples) {
  if (!config.improvements.any()) return config;
  if (config.mode == Mode::float16 || config.mode == Mode::bfloat16)
    throw ValueError("quantize_model: improvements are for integer weights, and " + mode_name(config.mode) +
                     " has none. Leave them out");
  if (config.improvements.need_samples()) check_samples(samples);
  if (config.improvements.equalize) equalize(layers);
  Config improved = config;
  if (config.improvements.need_samples()) round_layers(layers, improved, samples);
  return improved;
}

}  // namespace tt::quant
