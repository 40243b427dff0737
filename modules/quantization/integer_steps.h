#pragma once
#include "modules/quantization/integer_layer.h"
#include "modules/quantization/integer_pipeline.h"
#include "tinytensor/tensor/buffer.h"

// The pieces of an IntegerPipeline. Private to it.
namespace tt::quant {

// Working memory; 64 bytes after it may be read.
inline Buffer bytes(std::int64_t count) {
  return Buffer(count / static_cast<std::int64_t>(sizeof(float)) + 1);
}
inline std::uint8_t* codes(const Buffer& buffer) { return reinterpret_cast<std::uint8_t*>(buffer.data()); }

// Whether the layer is pooling that the convolution before it can do.
bool pools_by_two(const nn::Module& layer);

// The step for one layer, and for the pooling after it if pools_next; null for flatten. before: the step
// before it, or null. Throws ShapeError when the layer does not fit the image.
std::unique_ptr<IntegerStep> make_step(const nn::Module& layer, bool pools_next, const Shape& image,
                                       IntegerStep* before, kernels::Isa isa);

}  // namespace tt::quant
