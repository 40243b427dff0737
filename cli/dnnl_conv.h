#pragma once
#include <memory>
#include <string>

#include "tinytensor/kernels/conv_shape.h"

namespace tt::cli {

enum class ConvPass { forward, backward_input, backward_weight };

// oneDNN's convolution of the same shape, on numbers of its own: the peer that the benchmark runs in turn
// with ours. Weights are in the layout that oneDNN prefers; images channels-last like ours, or
// (Layout::blocked) as it prefers.
class DnnlConv {
 public:
  enum class Layout { channels_last, blocked };
  static bool available();  // this program was built with oneDNN

  DnnlConv(const kernels::ConvShape& shape, ConvPass pass, Layout layout);
  ~DnnlConv();
  void run();                          // the primitive alone: no reordering, no allocation
  std::string implementation() const;  // oneDNN's name for what it chose

 private:
  struct Primitive;
  std::unique_ptr<Primitive> primitive_;
};

// oneDNN's threads are OpenMP's; ours are our own. Nothing happens in a build without oneDNN.
void set_dnnl_threads(int count);

}  // namespace tt::cli
