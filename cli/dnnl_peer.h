#pragma once
#include <memory>
#include <string>

#include "tinytensor/kernels/conv_shape.h"

namespace tt::cli {

// One oneDNN primitive with data of its own: the peer that a benchmark runs in turn with ours.
class DnnlPeer {
 public:
  struct Primitive;
  static bool available();  // this program was built with oneDNN; if not, whatever makes a peer throws

  explicit DnnlPeer(std::unique_ptr<Primitive> primitive);
  DnnlPeer(DnnlPeer&&) noexcept;
  ~DnnlPeer();
  void run();                          // the primitive alone: no reordering, no allocation
  std::string implementation() const;  // oneDNN's name for what it chose

 private:
  std::unique_ptr<Primitive> primitive_;
};

// Weights are in the layout that oneDNN prefers; images channels-last like ours, or (blocked) as it prefers.
enum class DnnlLayout { channels_last, blocked };
enum class ConvPass { forward, backward_input, backward_weight };
DnnlPeer dnnl_conv(const kernels::ConvShape& shape, ConvPass pass, DnnlLayout layout);
// uint8 images, int8 weights, int32 bias, a scale for each output: codes in, codes out.
DnnlPeer dnnl_integer_conv(const kernels::ConvShape& shape, DnnlLayout layout);

// [m, k] uint8 times [k, n] int8 to int32.
DnnlPeer dnnl_integer_matmul(int m, int k, int n);

// Floats to int8 with a scale, and back.
DnnlPeer dnnl_quantize(std::int64_t count);
DnnlPeer dnnl_dequantize(std::int64_t count);

// oneDNN's threads are OpenMP's; ours are our own. Nothing happens in a build without oneDNN.
void set_dnnl_threads(int count);

}  // namespace tt::cli
