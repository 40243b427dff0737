// Memory plans: no two live buffers overlap, the arena of a chain is its peak, boards and what does not fit them.
#include <catch2/catch.hpp>

#include <algorithm>

#include "modules/quantization/memory_plan.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

TEST_CASE("buffers that are needed together never overlap, and freed places are used again") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Rng rng(seed);
    std::vector<BufferUse> buffers(1 + rng.below(12));
    for (BufferUse& b : buffers) {
      b.bytes = rng.below(1000);
      b.first = static_cast<int>(rng.below(10));
      b.last = b.first + static_cast<int>(rng.below(4));
    }
    const std::vector<std::int64_t> at = place_buffers(buffers);
    std::int64_t arena = 0, sum = 0, peak = 0;
    for (std::size_t i = 0; i < buffers.size(); ++i) {
      arena = std::max(arena, at[i] + buffers[i].bytes);
      sum += buffers[i].bytes;
      for (std::size_t j = 0; j < i; ++j) {
        const bool together = buffers[i].first <= buffers[j].last && buffers[j].first <= buffers[i].last;
        const bool overlap = at[i] < at[j] + buffers[j].bytes && at[j] < at[i] + buffers[i].bytes;
        if (together && overlap && buffers[i].bytes > 0 && buffers[j].bytes > 0)
          FAIL(seed << ": " << i << " and " << j);
      }
    }
    for (int step = 0; step < 14; ++step) {
      std::int64_t live = 0;
      for (const BufferUse& b : buffers) live += b.first <= step && step <= b.last ? b.bytes : 0;
      peak = std::max(peak, live);
    }
    CAPTURE(seed);
    CHECK(arena >= peak);
    CHECK(arena <= sum);
  }
}

TEST_CASE("the plan of LAB03's network in integers") {
  Rng rng(1);
  nn::Sequential model = io::make_model("lab03-cnn", rng);
  QuantizedModel q = quantize_model(model, {.mode = Mode::full}, Tensor::uniform({4, 28, 28, 1}, rng));
  const MemoryPlan plan = plan_memory(q, {28, 28, 1});
  CHECK(plan.input_bytes == 784);
  CHECK(plan.layers[0].output_bytes == 26 * 26 * 16);
  CHECK(plan.layers[1].output_bytes == 13 * 13 * 16);
  CHECK(plan.layers[static_cast<std::size_t>(plan.peak)].name == "2");
  CHECK(plan.layers[1].live_bytes == 26 * 26 * 16 + 13 * 13 * 16);
  CHECK(plan.flash == q.nbytes());
  std::int64_t most = 0;
  for (const LayerMemory& l : plan.layers) most = std::max(most, l.live_bytes);
  CHECK(plan.layers[static_cast<std::size_t>(plan.peak)].live_bytes == most);
  CHECK(plan.arena == most);  // of a chain
  CHECK(misfit(plan, board_named("raspberry pi pico")).empty());
  CHECK_THAT(misfit(plan, board_named("Arduino Uno R3")), Catch::Contains("bytes of arena, RAM has 2,048"));
  const MemoryPlan in_float = [&] {
    QuantizedModel weights = quantize_model(model);
    return plan_memory(weights, {28, 28, 1});
  }();
  CHECK(in_float.arena > 3 * plan.arena);
  CHECK_THROWS_AS(plan_memory(q, {28, 28, 3}), ShapeError);
  CHECK_THROWS_WITH(board_named("Commodore 64"), Catch::Contains("Arduino Nano 33 BLE"));
}
