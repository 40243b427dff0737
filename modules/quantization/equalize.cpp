#include "modules/quantization/equalize.h"

#include <algorithm>
#include <cmath>

#include "modules/quantization/weights.h"
#include "tinytensor/nn/layers.h"

namespace tt::quant {

namespace {

constexpr int sweeps = 50;      // at most
constexpr float still = 1e-3f;  // |s - 1| that counts as no change

// Visits a layer's weights with their output channels: rows of [out, ...].
template <class Visit>
void by_output(const LayerWeights& w, const Visit& visit) {
  const std::int64_t row = w.weight->count() / w.weight->dim(0);
  for (std::int64_t i = 0; i < w.weight->count(); ++i) visit(i / row, w.weight->data()[i]);
}

// Visits a layer's weights with their input channels. A row runs over the channels of its group, once for
// each position in the kernel, or in the flattened image.
template <class Visit>
void by_input(const LayerWeights& w, std::int64_t channels, const Visit& visit) {
  const std::int64_t rows = w.weight->dim(0), row = w.weight->count() / rows, width = channels / w.groups;
  for (std::int64_t i = 0; i < w.weight->count(); ++i)
    visit(i / row * w.groups / rows * width + i % row % width, w.weight->data()[i]);
}

// Whether layer(s x) = s layer(x) for any s > 0.
bool keeps_scale(const nn::Module& layer) {
  return dynamic_cast<const nn::ReLU*>(&layer) || dynamic_cast<const nn::MaxPool2D*>(&layer) ||
         dynamic_cast<const nn::AvgPool2D*>(&layer) || dynamic_cast<const nn::Flatten*>(&layer);
}

// Equalizes the channels of one pair. Result: the largest |s - 1|.
float equalize_pair(const LayerWeights& first, const LayerWeights& second) {
  const std::int64_t channels = first.weight->dim(0);
  std::vector<float> r1(static_cast<std::size_t>(channels)), r2 = r1, s = r1;
  const auto largest = [](std::vector<float>& r) {
    return [&r](std::int64_t c, float w) {
      float& m = r[static_cast<std::size_t>(c)];
      m = std::max(m, std::abs(w));
    };
  };
  by_output(first, largest(r1));
  by_input(second, channels, largest(r2));
  float moved = 0;
  for (std::size_t c = 0; c < s.size(); ++c) {
    s[c] = std::sqrt(r1[c] / r2[c]);
    if (!std::isnormal(s[c]) || !std::isnormal(1 / s[c])) s[c] = 1;  // a channel without weights
    moved = std::max(moved, std::abs(s[c] - 1));
  }
  const auto factor = [&s](std::int64_t c) { return s[static_cast<std::size_t>(c)]; };
  by_output(first, [&](std::int64_t c, float& w) { w /= factor(c); });
  by_input(second, channels, [&](std::int64_t c, float& w) { w *= factor(c); });
  for (std::int64_t c = 0; c < channels; ++c) first.bias->data()[c] /= factor(c);
  return moved;
}

}  // namespace

void equalize(std::vector<NamedLayer>& layers) {
  std::vector<std::pair<LayerWeights, LayerWeights>> pairs;
  LayerWeights before;  // the last layer with weights, if all layers since keep the scale
  for (const NamedLayer& l : layers) {
    const LayerWeights weights = weights_in(*l.layer);
    if (weights && before && weights.inputs % before.weight->dim(0) == 0) pairs.emplace_back(before, weights);
    if (weights || !keeps_scale(*l.layer)) before = weights;
  }
  float moved = 1;
  for (int sweep = 0; sweep < sweeps && moved > still; ++sweep) {
    moved = 0;
    for (const auto& [first, second] : pairs) moved = std::max(moved, equalize_pair(first, second));
  }
}

}  // namespace tt::quant
