#pragma once
#include "modules/quantization/integer_layer.h"
#include "modules/quantization/integer_pipeline.h"
#include "tinytensor/tensor/buffer.h"

// The pieces of an IntegerPipeline. Private to it.
namespace tt::quant {

// Bytes to work in; 64 after them may be read.
inline Buffer bytes(std::int64_t count) {
  return Buffer(count / static_cast<std::int64_t>(sizeof(float)) + 1);
}
inline std::uint8_t* codes(const Buffer& buffer) { return reinterpret_cast<std::uint8_t*>(buffer.data()); }

// Whether the layer is the pooling that a convolution can do by itself.
bool pools_by_two(const nn::Module& layer);

// The step of one layer, and of the pooling after it when pools_next says so; null for flatten. before: the
// step before it, or null. Throws ShapeError when the layer does not fit the image.
std::unique_ptr<IntegerStep> make_step(const nn::Module& layer, bool pools_next, const Shape& image,
                                       IntegerStep* before, kernels::Isa isa);

}  // namespace tt::quant
