#include "modules/quantization/calibrate.h"

#include <algorithm>

#include "tinytensor/autograd/node.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr int batch = 100;  // samples at a time

// Samples first to first + count of x.
static Tensor part_of(const Tensor& x, int first, int count) {
  std::vector<int> dims(x.shape().dims().begin(), x.shape().dims().end());
  const std::int64_t one = x.count() / dims[0];
  dims[0] = count;
  return Tensor::from(
      x.values().subspan(static_cast<std::size_t>(first * one), static_cast<std::size_t>(count * one)),
      Shape(dims));
}

std::vector<ActivationFormat> calibrate(std::vector<NamedLayer>& layers, const Tensor& samples,
                                        const ActivationConfig& config) {
  if (samples.rank() == 0 || samples.count() == 0)
    throw ValueError(
        "quantize_model: there are no samples to calibrate with. Some hundred of the training set will do");
  const QuantType type{config.bits, false};
  check_type("quantize_model: activations", type, Scheme::affine);
  if (config.bits > 8)
    throw ValueError("quantize_model: activations have at most 8 bits, not " + std::to_string(config.bits));
  std::vector<std::unique_ptr<Observer>> observers;
  for (std::size_t i = 0; i <= layers.size(); ++i)
    observers.push_back(make_observer(config.observer, type, Scheme::affine));
  const NoGrad no_grad;
  for (int first = 0; first < samples.dim(0); first += batch) {
    Tensor x = part_of(samples, first, std::min(batch, samples.dim(0) - first));
    observers[0]->observe(x.values());
    for (std::size_t i = 0; i < layers.size(); ++i) {
      try {
        x = layers[i].layer->forward(x);
        observers[i + 1]->observe(x.values());
      } catch (const Error& e) {
        throw ValueError("quantize_model: calibrating with " + samples.shape().str() + ": layer " +
                         layers[i].name + ": " + e.what());
      }
    }
  }
  std::vector<ActivationFormat> formats;
  for (const auto& observer : observers) {
    const auto [low, high] = observer->range();
    formats.push_back({choose_params(low, high, type, Scheme::affine), config.bits});
  }
  return formats;
}

}  // namespace tt::quant
