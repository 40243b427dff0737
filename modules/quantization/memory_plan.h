#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "modules/quantization/quantized_model.h"

namespace tt::quant {

// Memory that is needed from step first to step last, inclusive.
struct BufferUse {
  std::int64_t bytes = 0;
  int first = 0, last = 0;
};
// The offset of each buffer in an arena where those needed at the same time do not overlap: placed largest
// first, each at the lowest offset that is free while it is needed.
std::vector<std::int64_t> place_buffers(const std::vector<BufferUse>& buffers);

// What running a model on one sample takes on a device: weights in flash, activations in RAM.
struct LayerMemory {
  std::string name, description;
  Shape output;
  std::int64_t weight_bytes = 0;
  std::int64_t live_bytes = 0;                // of input and output together, while it runs
  std::int64_t offset = 0, output_bytes = 0;  // of its output in the arena; a flatten's is its input's
};
struct MemoryPlan {
  std::vector<LayerMemory> layers;
  std::int64_t input_bytes = 0, input_offset = 0;
  std::int64_t flash = 0;  // weights, biases, scales
  std::int64_t arena = 0;  // activations, buffers reused
  int peak = 0;            // the layer with the most live bytes
};
// sample: the shape of one sample, without the batch: [H, W, C]. An activation takes one byte between integer
// layers, four elsewhere. Throws ShapeError when the sample does not fit the model.
MemoryPlan plan_memory(QuantizedModel& model, const Shape& sample);

// Boards, as in their vendors' data sheets.
struct Board {
  std::string name, processor;
  std::int64_t flash = 0, ram = 0;  // bytes
};
const std::vector<Board>& boards();
const Board& board_named(const std::string& name);  // ignores case; throws ValueError listing the names
// Empty when the model fits; otherwise what is too much: "300,000 bytes of arena, RAM has 262,144".
std::string misfit(const MemoryPlan& plan, const Board& board);

}  // namespace tt::quant
