#include "modules/quantization/adaptive_rounding.h"

#include <algorithm>
#include <cmath>

#include "modules/quantization/quantize_model.h"
#include "modules/quantization/weights.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/optim/optimizer.h"

namespace tt::quant {

namespace {

constexpr int batch = 32;                      // samples a step
constexpr float rate = 0.01f;                  // Adam's
constexpr float lambda = 0.01f;                // what a weight between two codes costs
constexpr float free_share = 0.2f;             // of the steps, at the start, without that cost
constexpr float stretch = 1.2f, shift = 0.1f;  // stretch the sigmoid a little beyond 0 and 1

float sigmoid_of(float v) { return 1 / (1 + std::exp(-v)); }
float share_of(float v) { return std::clamp(stretch * sigmoid_of(v) - shift, 0.0f, 1.0f); }

// Weights, each somewhere between the code below it and the one above.
class Rounding {
 public:
  Rounding(const Tensor& weight, const QuantizedTensor& nearest)
      : v(Tensor::uninitialized(nearest.shape()).track()),
        format_(nearest.format()),
        layout_(nearest.shape(), format_.granularity),
        floors_(Tensor::uninitialized(nearest.shape())) {
    for (std::int64_t i = 0; i < layout_.count(); ++i) params_.push_back(nearest.params(i));
    for (std::int64_t i = 0; i < weight.count(); ++i) {
      const QuantParams p = params(i);
      const float code = weight.data()[i] / p.scale + static_cast<float>(p.zero_point);
      floors_.data()[i] = std::floor(code);
      v.data()[i] = -std::log(stretch / (code - std::floor(code) + shift) - 1);
    }
  }

  // The current weights, each its share h of the way up.
  Tensor soft(const Shape& shape) const {
    Tensor w = Tensor::uninitialized(shape);
    for (std::int64_t i = 0; i < w.count(); ++i) w.data()[i] = value(i, share_of(v.data()[i]));
    return w;
  }

  // The gradient of v. dw: of the output error by the weights; cost, beta: of the term for h.
  Tensor gradient(const Tensor& dw, float cost, float beta) const {
    Tensor dv = Tensor::zeros(v.shape());
    for (std::int64_t i = 0; i < dw.count(); ++i) {
      const float sigma = sigmoid_of(v.data()[i]), h = share_of(v.data()[i]), between = 2 * h - 1;
      if (h <= 0 || h >= 1) continue;
      const float derror = fits(floors_.data()[i] + h) ? dw.data()[i] * params(i).scale : 0;
      const float dcost = -2 * cost * beta * std::copysign(std::pow(std::abs(between), beta - 1), between);
      dv.data()[i] = (derror + dcost) * stretch * sigma * (1 - sigma);
    }
    return dv;
  }

  // Each weight at whichever of its two codes is nearer.
  QuantizedTensor hard() const {
    Tensor w = Tensor::uninitialized(v.shape());
    for (std::int64_t i = 0; i < w.count(); ++i)
      w.data()[i] = value(i, share_of(v.data()[i]) < 0.5f ? 0.0f : 1.0f);
    return quantize(w, format_, params_);
  }

  Tensor v;

 private:
  QuantParams params(std::int64_t i) const {
    return params_[static_cast<std::size_t>(layout_.run_at(i).param)];
  }
  float lowest() const { return static_cast<float>(format_.type.lowest(format_.scheme)); }
  float highest() const { return static_cast<float>(format_.type.highest()); }
  bool fits(float code) const { return code >= lowest() && code <= highest(); }
  float value(std::int64_t i, float up) const {
    const QuantParams p = params(i);
    return p.scale *
           (std::clamp(floors_.data()[i] + up, lowest(), highest()) - static_cast<float>(p.zero_point));
  }

  QuantFormat format_;
  ParamLayout layout_;
  std::vector<QuantParams> params_;
  Tensor floors_;
};

// The samples `which` of x [N, ...].
Tensor rows(const Tensor& x, const std::vector<int>& which) {
  const std::int64_t one = x.count() / x.dim(0);
  Tensor y = Tensor::uninitialized(x.shape().without_batch().with_batch(static_cast<int>(which.size())));
  for (std::size_t i = 0; i < which.size(); ++i)
    std::copy_n(x.data() + which[i] * one, one, y.data() + static_cast<std::int64_t>(i) * one);
  return y;
}

}  // namespace

QuantizedTensor round_adaptively(nn::Module& layer, const WeightConfig& config, const Tensor& x,
                                 const Tensor& wanted, const Improvements& improvements) {
  const LayerWeights weights = weights_in(layer);
  const Tensor exact = *weights.weight;
  Rounding rounding(exact, quantize_weight(exact, config));
  optim::Adam adam({rounding.v}, {.lr = rate});
  Rng rng(improvements.seed);
  const int outputs = exact.dim(0), steps = improvements.rounding_steps;
  for (int step = 0; step < steps; ++step) {
    std::vector<int> which(batch);
    for (int& i : which) i = static_cast<int>(rng.below(static_cast<std::uint32_t>(x.dim(0))));
    *weights.weight = rounding.soft(exact.shape()).track();
    // Summed over outputs, averaged over samples and positions, as in the paper.
    const Tensor loss =
        mse_loss(layer.forward(rows(x, which)), rows(wanted, which)) * static_cast<float>(outputs);
    loss.backward();
    const float done = static_cast<float>(step) / static_cast<float>(steps);
    const float beta = 20 - 18 * std::max(0.0f, (done - free_share) / (1 - free_share));
    rounding.v.set_grad(rounding.gradient(weights.weight->grad(), done < free_share ? 0 : lambda, beta));
    adam.step();
  }
  *weights.weight = exact;
  return rounding.hard();
}

}  // namespace tt::quant
