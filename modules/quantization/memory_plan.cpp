#include "modules/quantization/memory_plan.h"

#include <algorithm>
#include <numeric>

#include "modules/quantization/integer_pool.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/nn/layers.h"

namespace tt::quant {

std::vector<std::int64_t> place_buffers(const std::vector<BufferUse>& buffers) {
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return buffers[a].bytes > buffers[b].bytes; });
  std::vector<std::int64_t> offsets(buffers.size(), -1);
  for (std::size_t b : order) {
    struct Taken {
      std::int64_t begin, end;
    };
    std::vector<Taken> taken;  // by placed buffers that are needed at the same time
    for (std::size_t o = 0; o < buffers.size(); ++o)
      if (offsets[o] >= 0 && buffers[o].first <= buffers[b].last && buffers[b].first <= buffers[o].last)
        taken.push_back({offsets[o], offsets[o] + buffers[o].bytes});
    std::ranges::sort(taken, {}, &Taken::begin);
    std::int64_t at = 0;
    for (const auto [begin, end] : taken) {
      if (begin - at >= buffers[b].bytes) break;
      at = std::max(at, end);
    }
    offsets[b] = at;
  }
  return offsets;
}

namespace {

// Runs one sample of zeros through the layers to see the shapes between them.
std::vector<Shape> output_shapes(QuantizedModel& model, const Shape& sample) {
  std::vector<int> dims{1};
  dims.insert(dims.end(), sample.dims().begin(), sample.dims().end());
  const NoGrad no_grad;
  Tensor x = Tensor::zeros(Shape(dims));
  std::vector<Shape> shapes;
  for (int i = 0; i < model.size(); ++i) {
    x = model[i].forward(x);
    shapes.push_back(x.shape());
  }
  return shapes;
}

bool is_integer(QuantizedModel& model, int i) {
  return i >= 0 && i < model.size() && dynamic_cast<IntegerLayer*>(&model[i]);
}

// The bytes of one value of layer i's output (-1: the input): one if an integer layer makes it and no float
// layer takes it. The model's input and output count in the form that the layers inside take and make.
std::int64_t value_bytes(QuantizedModel& model, int i) {
  const bool made = i < 0 || is_integer(model, i), taken = i + 1 == model.size() || is_integer(model, i + 1);
  return made && taken ? 1 : 4;
}

bool in_place(nn::Module& layer) {
  return dynamic_cast<IntegerFlatten*>(&layer) || dynamic_cast<nn::Flatten*>(&layer);
}

}  // namespace

MemoryPlan plan_memory(QuantizedModel& model, const Shape& sample) {
  const std::vector<Shape> shapes = output_shapes(model, sample);
  MemoryPlan plan;
  plan.input_bytes = sample.count() * value_bytes(model, -1);
  std::vector<BufferUse> buffers{{plan.input_bytes, 0, 0}};
  std::vector<std::size_t> buffer_of;  // each layer's output
  for (int i = 0; i < model.size(); ++i) {
    const Shape& shape = shapes[static_cast<std::size_t>(i)];
    LayerMemory layer{model.name(i),
                      model[i].describe(),
                      shape,
                      model[i].nbytes(),
                      0,
                      0,
                      shape.count() * value_bytes(model, i)};
    BufferUse& input = i == 0 ? buffers[0] : buffers[buffer_of.back()];
    input.last = i;
    layer.live_bytes = input.bytes;
    if (!in_place(model[i])) {
      layer.live_bytes += layer.output_bytes;
      buffers.push_back({layer.output_bytes, i, i});
      buffer_of.push_back(buffers.size() - 1);
    } else {
      buffer_of.push_back(i == 0 ? 0 : buffer_of.back());
    }
    plan.flash += layer.weight_bytes;
    plan.layers.push_back(std::move(layer));
  }
  const std::vector<std::int64_t> offsets = place_buffers(buffers);
  plan.input_offset = offsets[0];
  for (std::size_t b = 0; b < buffers.size(); ++b)
    plan.arena = std::max(plan.arena, offsets[b] + buffers[b].bytes);
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    plan.layers[i].offset = offsets[buffer_of[i]];
    if (plan.layers[i].live_bytes > plan.layers[static_cast<std::size_t>(plan.peak)].live_bytes)
      plan.peak = static_cast<int>(i);
  }
  return plan;
}

}  // namespace tt::quant
