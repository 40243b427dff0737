#include "modules/quantization/calibrate.h"

#include "modules/quantization/samples.h"
#include "tinytensor/autograd/node.h"

namespace tt::quant {

std::vector<ActivationFormat> calibrate(std::vector<NamedLayer>& layers, const Tensor& samples,
                                        const ActivationConfig& config) {
  check_samples(samples);
  const QuantType type{config.bits, false};
  check_type("quantize_model: activations", type, Scheme::affine);
  if (config.bits > 8)
    throw ValueError("quantize_model: activations have at most 8 bits, not " + std::to_string(config.bits));
  std::vector<std::unique_ptr<Observer>> observers;
  for (std::size_t i = 0; i <= layers.size(); ++i)
    observers.push_back(make_observer(config.observer, type, Scheme::affine));
  const NoGrad no_grad;
  for (int first = 0; first < samples.dim(0); first += sample_batch) {
    Tensor x = batch_at(samples, first);
    observers[0]->observe(x.values());
    for (std::size_t i = 0; i < layers.size(); ++i)
      with_samples(layers[i], samples, [&] {
        x = layers[i].layer->forward(x);
        observers[i + 1]->observe(x.values());
      });
  }
  std::vector<ActivationFormat> formats;
  for (const auto& observer : observers) {
    const auto [low, high] = observer->range();
    formats.push_back({choose_params(low, high, type, Scheme::affine), config.bits});
  }
  return formats;
}

}  // namespace tt::quant
