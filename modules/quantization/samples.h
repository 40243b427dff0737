#pragma once
#include "modules/quantization/copy.h"

namespace tt::quant {

// Throws ValueError when samples [N, ...] is empty or has no axis N.
void check_samples(const Tensor& samples);

constexpr int sample_batch = 100;  // samples that go through a model at a time
// Samples first, first + 1, ... of x [N, ...], at most a batch of them. A copy.
Tensor batch_at(const Tensor& x, int first);

// Calls run(); adds the layer's name and the samples' shape to what it throws.
template <class Run>
auto with_samples(const NamedLayer& l, const Tensor& samples, const Run& run) {
  try {
    return run();
  } catch (const NotImplemented&) {
    throw;
  } catch (const Error& e) {
    throw ValueError("quantize_model: calibrating with " + samples.shape().str() + ": layer " + l.name +
                     ": " + e.what());
  }
}

}  // namespace tt::quant
